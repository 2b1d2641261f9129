<% set Model = feature.one.pascal %>
import { EditPage } from "../../components/FormPages";
import { oneLoader } from "../../resources/loaders";
import { <[ feature.many.camel ]> } from "./api";
import { <[ Model ]>Inputs } from "./<[ Model ]>Inputs";

export const loader = oneLoader(<[ feature.many.camel ]>);

export function Component() {
  return <EditPage resource={<[ feature.many.camel ]>} inputs={<[ Model ]>Inputs} />;
}
