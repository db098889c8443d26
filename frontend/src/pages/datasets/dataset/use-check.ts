import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import { keys } from "../../../api/keys";
import type { Dataset } from "../../../api/types";

/** Has every row looked at, once more. */
export function useCheck(dataset: Dataset) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const params = { path: { dataset_id: dataset.id } };
      return unwrap(api.POST("/api/datasets/{dataset_id}/check", { params, body: {} }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tasks }),
  });
}
