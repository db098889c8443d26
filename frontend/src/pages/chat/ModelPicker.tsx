import type { ChatModel } from "../../api/types";
import { formatCount } from "../../lib/format";
import { continuesText, stageWord } from "../../lib/job-words";
import styles from "./ChatPage.module.css";

interface Props {
  models: ChatModel[];
  chosen: string;
  onChoose: (id: string) => void;
}

export function ModelPicker({ models, chosen, onChoose }: Props) {
  const answering = models.filter((model) => !continuesText(model.stage));
  const continuing = models.filter((model) => continuesText(model.stage));
  const known = models.some((model) => model.id === chosen);
  return (
    <label className={styles.picker}>
      <span aria-hidden="true">Model</span>
      <select aria-label="Model" value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {!known && <option value={chosen}>(gone) {chosen}</option>}
        <Group title="Answers" models={answering} />
        <Group title="Continues text (only pretrained)" models={continuing} />
      </select>
    </label>
  );
}

function Group({ title, models }: { title: string; models: ChatModel[] }) {
  if (models.length === 0) return null;
  return (
    <optgroup label={title}>
      {models.map((model) => (
        <option key={model.id} value={model.id}>
          {model.job_name} · {model.model} {stageWord(model.stage)} ·{" "}
          {model.final ? "final" : `step ${formatCount(model.step)}`}
        </option>
      ))}
    </optgroup>
  );
}
