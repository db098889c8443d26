/** What the pages of rows ask for. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import { keys } from "../../../api/keys";
import type { RowPage, XrayView } from "../../../api/types";
import type { RowFilter } from "./address";

export function rowsQuery(id: string, filter: RowFilter) {
  return infiniteQueryOptions({
    queryKey: keys.rows(id, filter),
    staleTime: Infinity, // a dataset never changes
    initialPageParam: 0,
    queryFn: ({ pageParam: first }) => {
      const { search, problem, language } = filter;
      const query = {
        first,
        limit: 50,
        search,
        ...(problem && { problem: problem as RowPage["rows"][number]["problems"][number] }),
        ...(language && { language }),
      };
      const params = { path: { dataset_id: id }, query };
      return unwrap(api.GET("/api/datasets/{dataset_id}/rows", { params }));
    },
    getNextPageParam: (page) => page.next,
  });
}

export interface Lens {
  view: XrayView;
  thinking: boolean;
  seqLen: number;
  tokenizer: string;
  offset: number;
}

export const PAGE_TOKENS = 2000;

/** The row in a line of the file. */
export function lineQuery(id: string, line: number) {
  return queryOptions({
    queryKey: keys.line(id, line),
    staleTime: Infinity,
    queryFn: () => {
      const query = { by: "line" as const, limit: 1 };
      const params = { path: { dataset_id: id, row: line }, query };
      return unwrap(api.GET("/api/datasets/{dataset_id}/rows/{row}/xray", { params }));
    },
  });
}

export function xrayQuery(id: string, row: number, lens: Lens) {
  return queryOptions({
    queryKey: keys.xray(id, row, lens),
    staleTime: Infinity,
    queryFn: () => {
      const { view, thinking, seqLen, tokenizer, offset } = lens;
      const query = {
        view,
        thinking,
        seq_len: seqLen,
        offset,
        limit: PAGE_TOKENS,
        ...(tokenizer && { tokenizer }),
      };
      const params = { path: { dataset_id: id, row }, query };
      return unwrap(api.GET("/api/datasets/{dataset_id}/rows/{row}/xray", { params }));
    },
  });
}
