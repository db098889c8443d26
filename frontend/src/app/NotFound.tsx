import { Link } from "wouter";
import { PageTitle } from "../ui/PageTitle";
import { Empty } from "../ui/Empty";

export function NotFound() {
  return (
    <>
      <PageTitle title="There is no such page" />
      <Empty>
        <p>
          The address may be mistyped. <Link href="/">Go to the jobs</Link>.
        </p>
      </Empty>
    </>
  );
}
