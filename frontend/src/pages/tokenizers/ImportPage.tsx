import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { Link, useLocation } from "wouter";
import { api, unwrap } from "../../api/client";
import { toApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { ErrorNotice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import styles from "./Tokenizers.module.css";

/** A tokenizer.json from elsewhere. */
export function ImportPage() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [config, setConfig] = useState<File | null>(null);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const send = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.POST("/api/tokenizers", {
          // The document types a file as text; what is sent is the form itself.
          body: { name: "", tokenizer: "" },
          bodySerializer: () => form,
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.tokenizers });
      navigate("/tokenizers");
    },
  });
  const error = send.error && toApiError(send.error);
  const complaint = (field: string): string | undefined =>
    missing[field] ??
    (error?.field === field ? [error.message, error.remedy].filter(Boolean).join(" ") : undefined);

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const lacks: Record<string, string> = {};
    if (file === null) lacks.tokenizer = "Choose a tokenizer.json.";
    if (!name.trim()) lacks.name = "Give it a name.";
    setMissing(lacks);
    if (file === null || Object.keys(lacks).length > 0 || send.isPending) return;
    const form = new FormData();
    form.set("name", name.trim());
    form.set("tokenizer", file);
    if (config) form.set("config", config);
    send.mutate(form);
  };
  return (
    <>
      <PageTitle title="Import a tokenizer" above={<Link href="/tokenizers">Tokenizers</Link>}>
        Byte-level BPE with the family&apos;s control tokens: the published MiniMind2 tokenizer, for
        one.
      </PageTitle>
      <form className={styles.form} onSubmit={submit} noValidate>
        <Field label="tokenizer.json" error={complaint("tokenizer")}>
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".json,application/json"
              onChange={({ target }) => setFile(target.files?.[0] ?? null)}
            />
          )}
        </Field>
        <Field
          label="tokenizer_config.json"
          help="May be left out. It is only checked: models trained here have the family's chat format."
          error={complaint("config")}
        >
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".json,application/json"
              onChange={({ target }) => setConfig(target.files?.[0] ?? null)}
            />
          )}
        </Field>
        <Field label="Name" error={complaint("name")}>
          {(control) => (
            <input
              {...control}
              type="text"
              maxLength={100}
              autoComplete="off"
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        {error && !["tokenizer", "config", "name"].includes(error.field ?? "") && (
          <ErrorNotice error={error} />
        )}
        <div>
          <Button type="submit" kind="primary" disabled={send.isPending}>
            {send.isPending ? "Sending…" : "Import"}
          </Button>
        </div>
      </form>
    </>
  );
}
