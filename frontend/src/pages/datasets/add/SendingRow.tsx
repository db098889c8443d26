import { formatBytes, formatPercent, formatTimeLeft } from "../../../lib/format";
import { Button, ButtonLink } from "../../../ui/Button";
import { Icon } from "../../../ui/Icon";
import { ErrorNotice } from "../../../ui/Notice";
import { ProgressBar } from "../../../ui/ProgressBar";
import shared from "../Datasets.module.css";
import type { Sending } from "./sending";
import { sendings } from "./sendings";

/** One file on its way, or arrived. */
export function SendingRow({ sending }: { sending: Sending }) {
  const { key, name, bytes, sent, state, upload, error } = sending;
  const fraction = bytes > 0 ? sent / bytes : 0;
  return (
    <li className={shared.task} aria-label={name}>
      <div className={shared.taskHead}>
        <h3 className="foreign">{name}</h3>
        <div className={shared.buttons}>
          {(state === "sending" || state === "waiting") && (
            <Button kind="quiet" small onClick={() => sendings.pause(key)}>
              <Icon name="pause" size={14} /> Pause
            </Button>
          )}
          {state === "paused" && (
            <Button small onClick={() => sendings.resume(key)}>
              <Icon name="again" size={14} /> Go on
            </Button>
          )}
          {state !== "sent" && state !== "failed" && (
            <Button kind="quiet" small onClick={() => void sendings.cancel(key)}>
              <Icon name="cross" size={14} /> Cancel
            </Button>
          )}
          {state === "sent" && upload !== null && (
            <ButtonLink kind="primary" small href={`/datasets/import/upload/${upload}`}>
              Look inside and import
            </ButtonLink>
          )}
        </div>
      </div>
      {state !== "sent" && (
        <div className={shared.barLine}>
          <ProgressBar
            fraction={fraction}
            label={`Upload of ${name}`}
            state={state === "sending" ? "going" : "halted"}
          />
          <span className="number">{formatPercent(fraction)}</span>
        </div>
      )}
      <p className={shared.facts}>{words(sending)}</p>
      {error && (
        <ErrorNotice
          error={error}
          actions={
            <>
              <Button small onClick={() => sendings.resume(key)}>
                <Icon name="again" size={14} /> Try again
              </Button>
              <Button kind="quiet" small onClick={() => void sendings.cancel(key)}>
                Give it up
              </Button>
            </>
          }
        />
      )}
    </li>
  );
}

function words({ bytes, sent, state, perSecond, resumed }: Sending): string {
  if (state === "sent") return `${formatBytes(bytes)} arrived`;
  const amount = `${formatBytes(sent)} of ${formatBytes(bytes)}`;
  if (state === "waiting") return `${amount} · waits for the file before it`;
  if (state === "paused") return `${amount} · paused`;
  if (state === "failed") return `${amount} arrived`;
  const parts = [amount];
  if (perSecond !== null) {
    parts.push(`${formatBytes(perSecond)}/s`, formatTimeLeft((bytes - sent) / perSecond) ?? "");
  }
  if (resumed) parts.push("goes on where it had stopped");
  return parts.filter(Boolean).join(" · ");
}
