import { Route, Switch } from "wouter";
import { NotFound } from "../../app/NotFound";
import { AddDataPage } from "./add/AddDataPage";
import { DatasetPage } from "./dataset/DatasetPage";
import { ImportPage, ImportUploadPage } from "./import/ImportPage";
import { DatasetsPage } from "./list/DatasetsPage";

/** Every page below /datasets, loaded together. */
export default function DatasetsRoutes() {
  return (
    <Switch>
      <Route path="/datasets" component={DatasetsPage} />
      <Route path="/datasets/add/:way?">{({ way }) => <AddDataPage way={way} />}</Route>
      <Route path="/datasets/import/upload/:id">
        {({ id }) => <ImportUploadPage key={id} id={id} />}
      </Route>
      <Route path="/datasets/import/inbox/:name">
        {({ name }) => <ImportPage key={name} source={{ inbox: name }} filename={name} />}
      </Route>
      <Route path="/datasets/:id/:tab?">
        {({ id, tab }) => <DatasetPage key={id} id={id} tab={tab} />}
      </Route>
      <Route component={NotFound} />
    </Switch>
  );
}
