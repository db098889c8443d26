import { Link } from "wouter";
import type { Dataset, Report } from "../../../api/types";
import { formatCompact, formatCount, plural } from "../../../lib/format";
import { Notice } from "../../../ui/Notice";
import { languageShares, shareWords, tokensWords } from "../charts/figures";
import { LengthChart } from "../charts/LengthChart";
import { ShareTable } from "../charts/ShareTable";
import { ProblemGroups } from "./ProblemGroups";
import styles from "./Report.module.css";

/** What was found in a dataset: what is wrong with it first, then what there is to learn. */
export function ReportView({ dataset, report }: { dataset: Dataset; report: Report }) {
  return (
    <div className={styles.report}>
      <Verdict dataset={dataset} report={report} />
      {report.problems.length > 0 && (
        <section aria-labelledby="problems" className={styles.section}>
          <h2 id="problems">Problems</h2>
          <ProblemGroups id={dataset.id} groups={report.problems} rows={report.rows} />
        </section>
      )}
      <section aria-labelledby="content" className={styles.section}>
        <h2 id="content">What is in it</h2>
        <Figures report={report} />
        <div className={styles.charts}>
          <LengthChart
            title={`Length of the rows, in ${report.tokens ? "tokens" : "characters"}`}
            histogram={report.tokens ? report.tokens.per_row : report.lengths}
            unit={report.tokens ? "tokens" : "characters"}
          />
          {report.tokens && <AtLengths tokens={report.tokens} />}
          <Languages report={report} />
        </div>
      </section>
    </div>
  );
}

function Verdict({ dataset, report }: { dataset: Dataset; report: Report }) {
  const { rows, errors, warnings } = report;
  if (errors > 0) {
    return (
      <Notice
        tone="bad"
        actions={<Link href={`/datasets/${dataset.id}/clean`}>Make a cleaned copy</Link>}
      >
        <p>
          {plural(errors, "row", "rows")} of {formatCount(rows)} cannot be trained. No job starts on
          this dataset; a cleaned copy without them can be trained.
        </p>
      </Notice>
    );
  }
  if (warnings > 0) {
    return (
      <Notice
        tone="warn"
        actions={<Link href={`/datasets/${dataset.id}/clean`}>Make a cleaned copy</Link>}
      >
        <p>
          All {plural(rows, "row", "rows")} can be trained, but {plural(warnings, "looks", "look")}{" "}
          wrong. What is not cleaned is trained as it is.
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="good">
      <p>All {plural(rows, "row", "rows")} can be trained, and none looks wrong.</p>
    </Notice>
  );
}

function Figures({ report }: { report: Report }) {
  const { tokens } = report;
  const atLimit = tokens?.at.find((each) => each.length === report.max_length);
  return (
    <dl className={styles.figures}>
      <div>
        <dt>Rows</dt>
        <dd>{formatCompact(report.rows)}</dd>
      </div>
      {report.turns > 0 && (
        <div>
          <dt>Turns</dt>
          <dd>{formatCompact(report.turns)}</dd>
        </div>
      )}
      <div>
        <dt>Characters</dt>
        <dd>{formatCompact(report.characters)}</dd>
      </div>
      {tokens && (
        <>
          <div>
            <dt>Tokens{!tokens.exact && ", estimated"}</dt>
            <dd>{tokensWords(tokens.tokens, tokens.margin)}</dd>
          </div>
          <div>
            <dt>Tokens learned from</dt>
            <dd>{formatCompact(tokens.trained)}</dd>
          </div>
        </>
      )}
      {atLimit && (
        <div>
          <dt>Padding avoided by packing</dt>
          <dd>{shareWords(atLimit.padding)}</dd>
        </div>
      )}
    </dl>
  );
}

function Languages({ report }: { report: Report }) {
  const shares = languageShares(report.languages);
  const [first] = shares;
  if (!first) return null;
  return (
    <ShareTable
      title="Languages"
      summary={`By the letters that prevail in a row. Most: ${first.name}.`}
      heads={["Script", "share of rows"]}
      rows={shares.map(({ name, share }) => ({ name, shares: [share] }))}
    />
  );
}

function AtLengths({ tokens }: { tokens: NonNullable<Report["tokens"]> }) {
  return (
    <ShareTable
      title="What a sequence length would cut off"
      summary="Longer sequences see more of each row, and take more memory. Packing fills what would be padding with other rows."
      heads={["Tokens a sequence", "rows cut", "tokens never seen", "padding avoided"]}
      rows={tokens.at.map(({ length, truncated_rows, truncated_tokens, padding }) => ({
        name: formatCount(length),
        shares: [truncated_rows, truncated_tokens, padding],
      }))}
    />
  );
}
