import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { toApiError } from "../../api/errors";
import { modelsQuery } from "../../api/queries";
import type { ChatModel } from "../../api/types";
import { continuesText } from "../../lib/job-words";
import { Button, ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Loading } from "../../ui/Loading";
import { ErrorNotice, Notice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import { ChatSettings } from "./ChatSettings";
import { Composer } from "./Composer";
import { ModelPicker } from "./ModelPicker";
import { Turns } from "./Turns";
import { useChat } from "./use-chat";
import styles from "./ChatPage.module.css";

export default function ChatPage() {
  const query = useQuery(modelsQuery);
  if (query.isPending) return <Loading label="Looking for models" />;
  const models = query.data?.data;
  if (!models) {
    return (
      <>
        <PageTitle title="Chat" />
        <ErrorNotice
          error={toApiError(query.error)}
          actions={
            <Button small onClick={() => void query.refetch()}>
              Try again
            </Button>
          }
        />
      </>
    );
  }
  return models.length === 0 ? <NothingYet /> : <Chat models={models} />;
}

function NothingYet() {
  return (
    <>
      <PageTitle title="Chat" />
      <Empty>
        <p>
          There is nobody to talk to yet. As soon as a job has saved its first checkpoint, you can
          talk to it here.
        </p>
        <div>
          <ButtonLink kind="primary" href="/new">
            Train a model
          </ButtonLink>
        </div>
      </Empty>
    </>
  );
}

function Chat({ models }: { models: ChatModel[] }) {
  const { conversation, busy, ask, again, stop, clear, set } = useChat();
  const [wanted, choose] = useModelInAddress();
  const [draft, setDraft] = useState("");
  const model = wanted === null ? models[0] : models.find((candidate) => candidate.id === wanted);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageTitle title="Chat" />
        <ModelPicker models={models} chosen={model?.id ?? wanted ?? ""} onChoose={choose} />
        <Button kind="quiet" small onClick={clear} disabled={conversation.turns.length === 0}>
          New<span className="visually-hidden"> conversation</span>
        </Button>
      </div>
      <ChatSettings conversation={conversation} onChange={set} />
      {!model && (
        <Notice tone="warn">
          <p>
            There is no such checkpoint (any more): a job keeps only its newest, its best and its
            final one.
          </p>
          <p>Choose another one above.</p>
        </Notice>
      )}
      {model && continuesText(model.stage) && (
        <Notice>
          <p>
            This model is only pretrained: it continues text and was never taught to answer. Give it
            a beginning, or fine-tune it on conversations.
          </p>
        </Notice>
      )}
      <Turns
        turns={conversation.turns}
        onAgain={model && !busy ? () => again(model) : null}
        empty={<Greeting model={model} onPick={setDraft} />}
      />
      <Composer
        draft={draft}
        onDraft={setDraft}
        busy={busy}
        disabled={!model}
        onSend={(question) => model && ask(question, model)}
        onStop={stop}
      />
    </div>
  );
}

const QUESTIONS = ["Who are you?", "What is the sun?", "你好，你是谁？"];
const BEGINNINGS = ["Once upon a time", "The weather today is", "从前有一个"];

function Greeting({
  model,
  onPick,
}: {
  model: ChatModel | undefined;
  onPick: (text: string) => void;
}) {
  if (!model) return null;
  const text = continuesText(model.stage);
  return (
    <div className={styles.greeting}>
      <p>{text ? "Give it a beginning:" : "Ask it something it was taught:"}</p>
      <div className={styles.ideas}>
        {(text ? BEGINNINGS : QUESTIONS).map((idea) => (
          <Button key={idea} small onClick={() => onPick(idea)}>
            {idea}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** The chosen checkpoint lives in the address; null: the best one. */
function useModelInAddress(): [string | null, (id: string) => void] {
  const [, navigate] = useLocation();
  const search = useSearch();
  const wanted = new URLSearchParams(search).get("model");
  useEffect(() => {
    document.getElementById("message")?.focus({ preventScroll: true });
  }, [wanted]);
  return [wanted, (id) => navigate(`/chat?model=${encodeURIComponent(id)}`, { replace: true })];
}
