import { useEffect, useRef, type SyntheticEvent } from "react";
import type { Dataset, Node, Stage } from "../../api/types";
import { formatCompact, plural } from "../../lib/format";
import { stageWord } from "../../lib/job-words";
import { parametersWith } from "../tokenizers/figures";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { ErrorNotice, Notice } from "../../ui/Notice";
import { RadioCards } from "../../ui/RadioCards";
import { DatasetField } from "./DatasetField";
import { HardwareFields } from "./HardwareFields";
import { ParentField } from "./ParentField";
import { RecipeSection } from "./RecipeSection";
import { TokenizerField } from "./TokenizerField";
import { firstChoices, useChoices, useJobForm, useSubmit, type Sources } from "./use-job-form";
import styles from "./NewJob.module.css";

interface Props {
  search: string;
  nodes: Node[];
  datasets: Dataset[];
  sources: Sources;
}

export function JobForm(props: Props) {
  const [choices, change] = useChoices(firstChoices(props.search, props.sources));
  const stage = props.sources.presets.stages.find((each) => each.name === choices.stage);
  if (!stage) return <Notice tone="bad">The server offers no training stage.</Notice>;
  return <StageForm {...props} stage={stage} choices={choices} change={change} />;
}

interface StageProps extends Props {
  stage: Stage;
  choices: ReturnType<typeof useChoices>[0];
  change: ReturnType<typeof useChoices>[1];
}

function StageForm({ nodes, datasets, sources, stage, choices, change }: StageProps) {
  const { presets } = sources;
  const { chosen, fitting, faulty, dataset, parents, parent, model, preset, recipe } = useJobForm(
    stage,
    choices,
    datasets,
    sources,
  );
  const { submit, sending, complaints, problem, forgive } = useSubmit();
  const form = useRef<HTMLFormElement>(null);
  const size = presets.models.find((each) => each.name === model);
  const tokenizer =
    parent === null
      ? sources.tokenizers.find((each) => each.id === choices.tokenizer && !each.shipped)
      : undefined;

  useEffect(() => {
    if (Object.keys(complaints).length === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [complaints]);

  const set = (field: string, changes: Parameters<typeof change>[0]): void => {
    change(changes);
    forgive(field);
  };
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const picked = { ...choices, dataset: dataset?.id ?? "", parent: parent?.id ?? "" };
    submit(picked, stage, preset, model);
  };
  return (
    <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate>
      <RadioCards
        legend="Stage"
        name="stage"
        value={stage.name}
        error={complaints.stage}
        onChange={(name) =>
          set("stage", { stage: name, preset: null, dataset: null, parent: null, typed: {} })
        }
        cards={presets.stages.map(({ name, title, help }) => ({ value: name, title, help }))}
      />
      {(stage.parent === "required" || parents.length > 0 || chosen.parent !== "") && (
        <ParentField
          stage={stage}
          options={parents}
          value={chosen.parent}
          error={complaints.parent}
          onChange={(id) => set("parent", { parent: id })}
        />
      )}
      {parent === null && stage.parent !== "required" && (
        <RadioCards
          legend="Size"
          name="model"
          value={choices.model}
          error={complaints.model}
          onChange={(name) => set("model", { model: name })}
          cards={presets.models.map((each) => ({
            value: each.name,
            title: each.name,
            aside: `${formatCompact(each.parameters)} parameters`,
            help: each.title,
          }))}
        />
      )}
      <DatasetField
        stage={stage}
        datasets={fitting}
        faulty={faulty}
        value={dataset?.id ?? ""}
        error={complaints.dataset}
        onChange={(id) => set("dataset", { dataset: id })}
      />
      <HardwareFields
        nodes={nodes}
        gpus={choices.gpus}
        processes={choices.processes}
        errors={complaints}
        onGpus={(gpus) => set("gpus", { gpus })}
        onProcesses={(processes) => set("processes", { processes })}
      />
      {parent === null && stage.parent !== "required" && (
        <TokenizerField
          tokenizers={sources.tokenizers}
          value={choices.tokenizer}
          error={complaints.tokenizer}
          onChange={(id) => set("tokenizer", { tokenizer: id })}
        />
      )}
      <RecipeSection
        presets={presets.presets.filter((each) => each.stage === stage.name)}
        preset={preset}
        recipe={recipe}
        typed={choices.typed}
        complaints={complaints}
        onPreset={(name) => set("preset", { preset: name })}
        onType={(name, typed) =>
          set(`recipe.${name}`, { typed: { ...choices.typed, [name]: typed } })
        }
        onReset={(name) => {
          const { [name]: _, ...rest } = choices.typed;
          set(`recipe.${name}`, { typed: rest });
        }}
      />
      <Field label="Name" help="Empty: a name is made up." error={complaints.name}>
        {(control) => (
          <input
            {...control}
            type="text"
            maxLength={100}
            autoComplete="off"
            value={choices.name}
            onChange={(event) => set("name", { name: event.target.value })}
          />
        )}
      </Field>
      <div className={styles.start}>
        {problem && <ErrorNotice error={problem} />}
        <p>
          <strong>
            {stageWord(stage.name)} of {model}
          </strong>
          {size &&
            (tokenizer
              ? `, ${formatCompact(parametersWith(size, tokenizer.vocab_size))} parameters with ${tokenizer.name}`
              : `, ${formatCompact(size.parameters)} parameters`)}
          {parent && (
            <>
              , from <span className="foreign">{parent.jobName}</span>
            </>
          )}
          {dataset && (
            <>
              , on <span className="foreign">{dataset.name}</span>
            </>
          )}
          {choices.gpus > 0 ? `, on ${plural(choices.gpus, "GPU", "GPUs")}` : ", on the processor"}
        </p>
        <Button type="submit" kind="primary" disabled={sending}>
          {sending ? "Sending…" : "Start"}
        </Button>
      </div>
    </form>
  );
}
