import { useQuery } from "@tanstack/react-query";
import { toApiError } from "../../api/errors";
import { isUnderWay } from "../../lib/dataset-words";
import { Button, ButtonLink } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Loading } from "../../ui/Loading";
import { ErrorNotice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import { TaskRow } from "../datasets/TaskRow";
import { shownTasks } from "../datasets/task-words";
import { tokenizersQuery, useTrainings } from "./queries";
import { TokenizerRow } from "./TokenizerRow";
import styles from "./Tokenizers.module.css";

/** How text becomes numbers: those that are there, and those that are being trained. */
export function TokenizersPage() {
  const tokenizers = useQuery(tokenizersQuery);
  // What was made is in the list.
  const trainings = shownTasks(useTrainings(), new Set(), new Date());
  const shown = trainings.filter((task) => isUnderWay(task) || task.state !== "done");
  return (
    <>
      <PageTitle
        title="Tokenizers"
        actions={
          <>
            <ButtonLink href="/tokenizers/compare">Compare</ButtonLink>
            <ButtonLink href="/tokenizers/import">
              <Icon name="upload" size={16} /> Import
            </ButtonLink>
            <ButtonLink kind="primary" href="/tokenizers/train">
              <Icon name="plus" /> Train one
            </ButtonLink>
          </>
        }
      >
        A tokenizer cuts text into the pieces that a model reads. A model keeps the one it was
        pretrained with.
      </PageTitle>
      {shown.length > 0 && (
        <section className={styles.work} aria-labelledby="trainings">
          <h2 id="trainings" className={styles.sectionTitle}>
            Under way
          </h2>
          <ul role="list">
            {shown.map((task) => (
              <TaskRow key={task.id} task={task} />
            ))}
          </ul>
        </section>
      )}
      {tokenizers.isPending && <Loading label="Loading tokenizers" />}
      {tokenizers.isError && !tokenizers.data && (
        <ErrorNotice
          error={toApiError(tokenizers.error)}
          actions={
            <Button small onClick={() => void tokenizers.refetch()}>
              Try again
            </Button>
          }
        />
      )}
      {tokenizers.data && (
        <ul role="list" className={styles.list}>
          {tokenizers.data.map((tokenizer) => (
            <TokenizerRow key={tokenizer.id} tokenizer={tokenizer} />
          ))}
        </ul>
      )}
      {tokenizers.data?.length === 1 && (
        <p className={styles.hint}>
          The shipped one suits Chinese and English. Another one pays off for another language, or
          for text with words of its own: train it on that text, and compare.
        </p>
      )}
    </>
  );
}
