import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { Route, Switch, useLocation } from "wouter";
import { toApiError } from "../api/errors";
import { keys } from "../api/keys";
import { sessionQuery } from "../api/queries";
import { signIn, takeToken } from "../api/session";
import { JobsPage } from "../pages/jobs/JobsPage";
import { SignInPage } from "../pages/SignInPage";
import { ErrorBoundary } from "./ErrorBoundary";
import { NotFound } from "./NotFound";
import { Loading } from "../ui/Loading";
import { Shell } from "./Shell";

const NewJobPage = lazy(() => import("../pages/new-job/NewJobPage"));
const JobPage = lazy(() => import("../pages/job/JobPage"));
const MachinesPage = lazy(() => import("../pages/machines/MachinesPage"));
const DatasetsRoutes = lazy(() => import("../pages/datasets/DatasetsRoutes"));
const TokenizersRoutes = lazy(() => import("../pages/tokenizers/TokenizersRoutes"));
const ChatPage = lazy(() => import("../pages/chat/ChatPage"));

// Taken before anything else runs: the address is clean from the first moment on.
const firstToken = takeToken();

export function App() {
  const signingIn = useTokenSignIn();
  const [path] = useLocation();
  const session = useQuery({ ...sessionQuery, enabled: !signingIn.busy });
  if (signingIn.busy || session.isPending) return <Loading label="Signing in" whole />;
  if (!session.data) {
    const trouble = session.error ? toApiError(session.error) : signingIn.error;
    return <SignInPage trouble={trouble} />;
  }
  return (
    <Shell>
      <ErrorBoundary key={path}>
        <Suspense fallback={<Loading label="Loading the page" />}>
          <Switch>
            <Route path="/" component={JobsPage} />
            <Route path="/new" component={NewJobPage} />
            <Route path="/jobs/:id">{({ id }) => <JobPage key={id} id={id} />}</Route>
            <Route path="/datasets/*?" component={DatasetsRoutes} />
            <Route path="/tokenizers/*?" component={TokenizersRoutes} />
            <Route path="/machines" component={MachinesPage} />
            <Route path="/chat" component={ChatPage} />
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Shell>
  );
}

/** Uses the token of the address, also of one that is opened in a tab that is already here. */
function useTokenSignIn() {
  const client = useQueryClient();
  const [token, setToken] = useState(firstToken);
  const [error, setError] = useState<ReturnType<typeof toApiError> | null>(null);

  useEffect(() => {
    const look = (): void => setToken((old) => takeToken() ?? old);
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);

  useEffect(() => {
    if (token === null) return;
    void signIn(token)
      .then(() => setError(null))
      // A used link is no trouble for a browser that is signed in already: the session decides.
      .catch((reason: unknown) => setError(toApiError(reason)))
      .then(() => client.invalidateQueries({ queryKey: keys.session }))
      .finally(() => setToken((now) => (now === token ? null : now)));
  }, [token, client]);

  return { busy: token !== null, error };
}
