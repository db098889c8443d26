/** The one list of files on their way; it outlives the pages that show it. */
import { useSyncExternalStore } from "react";
import { keys } from "../../../api/keys";
import { queryClient } from "../../../live/live";
import { Sendings, type Sending } from "./sending";

export const sendings = new Sendings(
  async (file, options) => {
    const { Upload } = await import("tus-js-client");
    return new Upload(file, options);
  },
  () => void queryClient.invalidateQueries({ queryKey: keys.uploads }),
);

export function useSendings(): Sending[] {
  return useSyncExternalStore(sendings.subscribe, () => sendings.list);
}
