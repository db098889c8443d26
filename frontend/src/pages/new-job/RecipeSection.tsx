import type { Preset } from "../../api/types";
import { Field } from "../../ui/Field";
import { RecipeInput } from "./RecipeInput";
import { isChanged, type Complaints, type RecipeState } from "./spec";
import styles from "./NewJob.module.css";

interface Props {
  presets: Preset[];
  preset: Preset | null;
  recipe: RecipeState;
  typed: Record<string, string>;
  complaints: Complaints;
  onPreset: (name: string) => void;
  onType: (name: string, value: string) => void;
  onReset: (name: string) => void;
}

/** The hyper-parameters, drawn from the schema that the server sends. */
export function RecipeSection(props: Props) {
  const { presets, preset, recipe, typed, complaints, onPreset, onType, onReset } = props;
  const { fields, base } = recipe;
  const changed = fields.filter((field) => isChanged(field, typed[field.name], base)).length;
  return (
    <section className={styles.recipe} aria-labelledby="recipe">
      <div className={styles.recipeHead}>
        <h2 id="recipe">
          Recipe{" "}
          <small className="soft">{changed > 0 ? `${changed} changed` : "nothing changed"}</small>
        </h2>
        <Field label="Preset" error={complaints.preset}>
          {(control) => (
            <select
              {...control}
              value={preset?.name ?? ""}
              onChange={(event) => onPreset(event.target.value)}
            >
              <option value="">The stage's defaults</option>
              {presets.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.title} ({each.model})
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <div className={styles.grid}>
        {fields.map((field) => (
          <RecipeInput
            key={field.name}
            field={field}
            base={base[field.name] ?? null}
            typed={typed[field.name]}
            changed={isChanged(field, typed[field.name], base)}
            error={complaints[`recipe.${field.name}`]}
            onType={(value) => onType(field.name, value)}
            onReset={() => onReset(field.name)}
          />
        ))}
      </div>
    </section>
  );
}
