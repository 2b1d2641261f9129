<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
import { choicesAmong } from "../../resources/choices";
import { get<[ feature.one.pascal ]>, list<[ feature.many.pascal ]> } from "./api";
import { <[ feature.one.camel ]>Label } from "./fields";

/** What a field that refers to <[ a_one ]> offers. */
export const <[ feature.one.camel ]>Choices = choicesAmong({
  list: list<[ feature.many.pascal ]>,
  get: get<[ feature.one.pascal ]>,
  label: <[ feature.one.camel ]>Label,
  searched: <[ "true" if feature.fields | selectattr("is_text") | list else "false" ]>,
});
