import type { Job, Stage } from "../../api/types";
import { plural } from "../../lib/format";
import { deriveFields, toWords, type JsonObject } from "../../lib/recipe-fields";
import { Disclosure } from "../../ui/Disclosure";
import styles from "./JobPage.module.css";

function processor(processes: number): string {
  return processes > 1 ? `processor, ${processes} processes` : "processor";
}

/** Every setting as the job was given it, those that differ from the stage's defaults marked. */
export function RecipeView({ job, schema: stage }: { job: Job; schema: Stage | undefined }) {
  const recipe = job.recipe as JsonObject;
  const fields = stage ? deriveFields(stage.recipe_schema as JsonObject) : [];
  const titles = new Map(fields.map((field) => [field.name, field.title]));
  const defaults = (stage?.defaults ?? {}) as JsonObject;
  const names = Object.keys(recipe).filter((name) => name !== "stage");
  const changed = names.filter((name) => stage && recipe[name] !== defaults[name]).length;
  return (
    <Disclosure
      title="Recipe"
      hint={changed ? `${changed} changed from the defaults` : "all defaults"}
    >
      <table className={`${styles.table ?? ""} ${styles.narrow ?? ""}`}>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{titles.get(name) ?? name}</th>
              <td>
                {toWords(recipe[name]) || <span className="soft">none</span>}
                {stage && recipe[name] !== defaults[name] && (
                  <span className={`${styles.tag ?? ""} ${styles.changed ?? ""}`}>
                    changed from {toWords(defaults[name]) || "none"}
                  </span>
                )}
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">Hardware</th>
            <td>
              {job.gpus > 0 ? plural(job.gpus, "GPU", "GPUs") : processor(job.processes)}
              {job.node !== null && <span className="soft"> on {job.node}</span>}
            </td>
          </tr>
          <tr>
            <th scope="row">Job</th>
            <td>
              <code>{job.id}</code>
            </td>
          </tr>
        </tbody>
      </table>
    </Disclosure>
  );
}
