<% set Model = feature.one.pascal %>
import { CreatePage } from "../../components/FormPages";
import { <[ feature.many.camel ]> } from "./api";
import { <[ Model ]>Inputs } from "./<[ Model ]>Inputs";

export function Component() {
  return <CreatePage resource={<[ feature.many.camel ]>} inputs={<[ Model ]>Inputs} />;
}
