import { Route, Switch } from "wouter";
import { NotFound } from "../../app/NotFound";
import { ComparePage } from "./ComparePage";
import { ImportPage } from "./ImportPage";
import { TokenizersPage } from "./TokenizersPage";
import { TrainPage } from "./TrainPage";

/** Every page below /tokenizers, loaded together. */
export default function TokenizersRoutes() {
  return (
    <Switch>
      <Route path="/tokenizers" component={TokenizersPage} />
      <Route path="/tokenizers/train" component={TrainPage} />
      <Route path="/tokenizers/import" component={ImportPage} />
      <Route path="/tokenizers/compare" component={ComparePage} />
      <Route component={NotFound} />
    </Switch>
  );
}
