<% set Model = feature.one.pascal %>
import contract, { type <[ Model ]>, type <[ Model ]>Input } from "../../../shared/<[ feature.many.kebab ]>/contract";
import type { Query, Slice } from "../../../shared/resource";
import { client } from "../../desktop";

const ask = client(contract);

export function list<[ feature.many.pascal ]>(query: Query): Promise<Slice<<[ Model ]>>> {
  return ask.list(query);
}

export function get<[ Model ]>(id: number): Promise<<[ Model ]>> {
  return ask.get({ id });
}

export function create<[ Model ]>(values: <[ Model ]>Input): Promise<<[ Model ]>> {
  return ask.create(values);
}

/** Changes what is given, and nothing else. */
export function update<[ Model ]>(id: number, values: Partial<<[ Model ]>Input>): Promise<<[ Model ]>> {
  return ask.update({ id, values });
}

export async function delete<[ Model ]>(id: number): Promise<void> {
  await ask.delete({ id });
}
