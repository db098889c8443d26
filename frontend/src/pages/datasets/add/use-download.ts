import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import { keys } from "../../../api/keys";
import type { Schemas } from "../../../api/types";

/** Has the server fetch a file from a hub. */
export function useDownload() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["DownloadSpec"]) =>
      unwrap(api.POST("/api/datasets/download", { body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.tasks });
      await client.invalidateQueries({ queryKey: keys.catalogue });
    },
  });
}
