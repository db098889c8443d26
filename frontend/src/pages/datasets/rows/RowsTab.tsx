import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { toApiError } from "../../../api/errors";
import type { Dataset, RowInfo } from "../../../api/types";
import { formatBytes, formatCount, plural } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { Empty } from "../../../ui/Empty";
import { Field } from "../../../ui/Field";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { ProgressBar } from "../../../ui/ProgressBar";
import { reportQuery } from "../queries";
import { addressOf, filterOf, LANGUAGES, lineOf, rowOf, type RowFilter } from "./address";
import { lineQuery, rowsQuery } from "./rows";
import { XrayPanel } from "./XrayPanel";
import styles from "./Rows.module.css";

/** The rows of a dataset: searched, filtered, and each as the model will see it. */
export function RowsTab({ dataset }: { dataset: Dataset }) {
  const search = useSearch();
  const [, navigate] = useLocation();
  const path = `/datasets/${dataset.id}/rows`;
  const filter = filterOf(search);
  const row = rowOf(search);
  const line = row === null ? lineOf(search) : null;
  return (
    <div className={styles.rows}>
      {line !== null && (
        <InLine
          dataset={dataset}
          line={line}
          onFound={(to) => navigate(addressOf(path, filter, to), { replace: true })}
        />
      )}
      {row !== null && row < dataset.rows && (
        <XrayPanel
          key={row}
          dataset={dataset}
          row={row}
          onMove={(to) => navigate(addressOf(path, filter, to))}
        />
      )}
      <Filters
        key={filter.search}
        dataset={dataset}
        filter={filter}
        onChange={(to) => navigate(addressOf(path, to, null))}
      />
      <List dataset={dataset} filter={filter} path={path} current={row} />
    </div>
  );
}

interface LineProps {
  dataset: Dataset;
  line: number;
  onFound: (row: number) => void;
}

/** Goes from a line of the file to its row. */
function InLine({ dataset, line, onFound }: LineProps) {
  const query = useQuery(lineQuery(dataset.id, line));
  const found = query.data?.row;
  useEffect(() => {
    if (found !== undefined) onFound(found);
  });
  if (query.isError) return <ErrorNotice error={toApiError(query.error)} />;
  return <Loading label={`Looking for line ${formatCount(line)}`} />;
}

interface FiltersProps {
  dataset: Dataset;
  filter: RowFilter;
  onChange: (filter: RowFilter) => void;
}

function Filters({ dataset, filter, onChange }: FiltersProps) {
  const [words, setWords] = useState(filter.search);
  const report = useQuery({ ...reportQuery(dataset.id), retry: false });
  const groups = report.data?.problems ?? [];
  return (
    <form
      role="search"
      className={styles.filters}
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ ...filter, search: words });
      }}
    >
      <Field label="Words in the row">
        {(control) => (
          <input
            {...control}
            type="search"
            maxLength={200}
            value={words}
            onChange={({ target }) => setWords(target.value)}
          />
        )}
      </Field>
      {groups.length > 0 && (
        <Field label="Problem">
          {(control) => (
            <select
              {...control}
              value={filter.problem}
              onChange={({ target }) => onChange({ ...filter, problem: target.value })}
            >
              <option value="">any or none</option>
              {groups.map(({ problem, title, rows }) => (
                <option key={problem} value={problem}>
                  {title} ({formatCount(rows)})
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label="Language">
        {(control) => (
          <select
            {...control}
            value={filter.language}
            onChange={({ target }) =>
              onChange({ ...filter, language: target.value as RowFilter["language"] })
            }
          >
            <option value="">any</option>
            {Object.entries(LANGUAGES).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Button type="submit">Search</Button>
    </form>
  );
}

interface ListProps {
  dataset: Dataset;
  filter: RowFilter;
  path: string;
  current: number | null;
}

function List({ dataset, filter, path, current }: ListProps) {
  const query = useInfiniteQuery(rowsQuery(dataset.id, filter));
  const { fetchNextPage, hasNextPage, isFetching, isError } = query;
  const pages = query.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.rows);
  const last = pages.at(-1);
  // An answer looks for a short while only; the search goes on until there is something to show.
  const searching = hasNextPage && last?.rows.length === 0;
  useEffect(() => {
    if (searching && !isFetching && !isError) void fetchNextPage();
  }, [searching, isFetching, isError, fetchNextPage]);
  if (query.isPending) return <Loading label="Looking for rows" />;
  if (isError && rows.length === 0) {
    const error = toApiError(query.error);
    return <ErrorNotice error={error} />;
  }
  const reached = last?.next ?? dataset.rows;
  return (
    <>
      <ul role="list" className={styles.list} aria-label="Rows">
        {rows.map((each) => (
          <li key={each.row}>
            <Link
              href={addressOf(path, filter, each.row)}
              className={styles.item}
              aria-current={each.row === current ? "true" : undefined}
            >
              <Item row={each} />
            </Link>
          </li>
        ))}
      </ul>
      {searching ? (
        <div className={styles.searching}>
          <ProgressBar label="Search" fraction={reached / Math.max(1, dataset.rows)} />
          <p className="soft" role="status">
            Searching: {formatCount(reached)} of {formatCount(dataset.rows)} rows
          </p>
        </div>
      ) : rows.length === 0 ? (
        <Empty>
          <p>No row fits. Search for other words, or take the filters away.</p>
        </Empty>
      ) : (
        hasNextPage && (
          <div>
            <Button disabled={isFetching} onClick={() => void fetchNextPage()}>
              More rows
            </Button>
          </div>
        )
      )}
    </>
  );
}

function Item({ row }: { row: RowInfo }) {
  const facts = [
    row.characters > 0 ? plural(row.characters, "character", "characters") : formatBytes(row.bytes),
    ...row.problems.map((problem) => problem.replaceAll("_", " ")),
  ];
  return (
    <>
      <span className={`number ${styles.rowNumber ?? ""}`}>{formatCount(row.row + 1)}</span>
      <span className={styles.words}>
        <span className="foreign">{row.words || "(no words)"}</span>
        <span className={styles.facts}>{facts.join(" · ")}</span>
      </span>
    </>
  );
}
