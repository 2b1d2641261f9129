<% set Model = feature.one.pascal %>
import { useNavigate } from "react-router";

import { Page } from "../../components/Page";
import { tell } from "../../tell";
import { create<[ Model ]> } from "./api";
import { <[ feature.one.camel ]>Label } from "./fields";
import { <[ Model ]>Form } from "./<[ Model ]>Form";
import type { <[ Model ]>Input } from "./types";

export function Component() {
  const navigate = useNavigate();

  async function save(values: <[ Model ]>Input): Promise<void> {
    const made = await create<[ Model ]>(values);
    tell(`Created: ${<[ feature.one.camel ]>Label(made)}`);
    await navigate("/<[ feature.many.kebab ]>");
  }

  return (
    <Page title="New <[ feature.one.human ]>">
      <<[ Model ]>Form back="/<[ feature.many.kebab ]>" onSave={save} />
    </Page>
  );
}
