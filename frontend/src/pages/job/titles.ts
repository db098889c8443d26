import type { Stage } from "../../api/types";
import { deriveFields, type JsonObject } from "../../lib/recipe-fields";

const HARDWARE: Record<string, string> = { gpus: "GPUs", processes: "Processes" };

/** What a field of a job is called on the page: "recipe.micro_batch" is "Rows at once". */
export function titleOf(field: string, stage: Stage | undefined): string {
  const name = field.replace(/^recipe\./, "");
  const fields = stage ? deriveFields(stage.recipe_schema as JsonObject) : [];
  return HARDWARE[field] ?? fields.find((each) => each.name === name)?.title ?? name;
}
