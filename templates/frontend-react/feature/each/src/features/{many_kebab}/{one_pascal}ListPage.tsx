<% set Model = feature.one.pascal %>
<% set path = "/" ~ feature.many.kebab %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set searched = feature.fields | selectattr("is_text") | list %>
<% set few = feature.fields | selectattr("type", "in", ["enum", "bool"]) | list %>
<% set shown = namespace(names=[]) %>
<% for f in feature.columns %>
<% set shown.names = shown.names + ["showReference" if f.is_ref else "showMoment" if f.type == "datetime" else "showValue"] %>
<% endfor %>
import { Button, Group, Table } from "@mantine/core";
import { useState } from "react";
import { Link, useLoaderData, useRevalidator, type LoaderFunctionArgs } from "react-router";

import { ConfirmButton } from "../../components/ConfirmButton";
import { Empty } from "../../components/Empty";
import { ErrorMessage } from "../../components/ErrorMessage";
<% if feature.refs and few %>
import { ReferenceFilter, ValueFilter } from "../../components/Filter";
<% elif feature.refs %>
import { ReferenceFilter } from "../../components/Filter";
<% elif few %>
import { ValueFilter } from "../../components/Filter";
<% endif %>
import { Page } from "../../components/Page";
import { Pager } from "../../components/Pager";
<% if searched %>
import { SearchBox } from "../../components/SearchBox";
<% endif %>
import { SortHeader } from "../../components/SortHeader";
import { listSlice, readQuery } from "../../resources/lists";
import { <[ shown.names | unique | sort | join(", ") ]> } from "../../resources/show";
import { isOutdated } from "../../resources/versions";
import { tell } from "../../tell";
<% for to in targets %>
import { <[ to.one.camel ]>Choices } from "../<[ to.many.kebab ]>/choices";
<% endfor %>
import { delete<[ Model ]>, list<[ feature.many.pascal ]> } from "./api";
import { <[ feature.one.camel ]>Label } from "./fields";
import type { <[ Model ]> } from "./types";

const ASKED = {
<% if feature.refs %>
  ids: [<[ feature.refs | map(attribute="wire.snake") | map("json") | join(", ") ]>],
<% endif %>
<% if few %>
  values: { <% for f in few %><[ f.wire.snake ]>: [<% if f.type == "bool" %>"true", "false"<% else %><[ f.values | map("json") | join(", ") ]><% endif %>], <% endfor %> },
<% endif %>
  sorts: [<[ feature.columns | map(attribute="wire.snake") | map("json") | join(", ") ]>],
<% if searched %>
  searched: true,
<% endif %>
};

export async function loader({ request }: LoaderFunctionArgs) {
  const query = readQuery(new URL(request.url).searchParams, ASKED);
  const slice = await listSlice(list<[ feature.many.pascal ]>, query, request.signal);
<% if feature.refs %>
<% if feature.refs | length == 1 %>
<% set f = feature.refs[0] %>
  const <[ f.wire.snake ]> = await <[ f.to.one.camel ]>Choices.named(
      [<% if f in feature.columns %>...slice.items.map((item) => item.<[ f.wire.snake ]>), <% endif %>Number(query["<[ f.wire.snake ]>"] ?? Number.NaN)],
      request.signal,
    );
<% else %>
  const [<[ feature.refs | map(attribute="wire.snake") | join(", ") ]>] = await Promise.all([
<% for f in feature.refs %>
    <[ f.to.one.camel ]>Choices.named(
      [<% if f in feature.columns %>...slice.items.map((item) => item.<[ f.wire.snake ]>), <% endif %>Number(query["<[ f.wire.snake ]>"] ?? Number.NaN)],
      request.signal,
    ),
<% endfor %>
  ]);
<% endif %>
  return { slice, named: { <[ feature.refs | map(attribute="wire.snake") | join(", ") ]> } };
<% else %>
  return { slice };
<% endif %>
}

export function Component() {
  const { slice<% if feature.refs %>, named<% endif %> } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const [failure, setFailure] = useState<unknown>();

  async function remove(item: <[ Model ]>): Promise<void> {
    try {
      setFailure(undefined);
      await delete<[ Model ]>(item);
      tell(`Deleted: ${<[ feature.one.camel ]>Label(item)}`);
      await revalidate();
    } catch (error) {
      setFailure(error);
      if (isOutdated(error)) {
        await revalidate();
      }
    }
  }

  return (
    <Page
      title="<[ feature.many.title ]>"
      actions={
        <Button component={Link} to="<[ path ]>/new">
          New <[ feature.one.human ]>
        </Button>
      }
    >
<% if searched or few or feature.refs %>
      <Group align="flex-end" mb="md">
<% if searched %>
        <SearchBox />
<% endif %>
<% for f in few %>
        <ValueFilter
          name="<[ f.wire.snake ]>"
          label="<[ f.name.title ]>"
          options={[<% if f.type == "bool" %>{ value: "true", label: "Yes" }, { value: "false", label: "No" }<% else %><% for value in f.values %>{ value: <[ value | json ]>, label: <[ value | json ]> }, <% endfor %><% endif %>]}
        />
<% endfor %>
<% for f in feature.refs %>
        <ReferenceFilter name="<[ f.wire.snake ]>" label="<[ f.name.title ]>" choices={<[ f.to.one.camel ]>Choices} named={named.<[ f.wire.snake ]>} />
<% endfor %>
      </Group>
<% endif %>
      {failure !== undefined && <ErrorMessage error={failure} />}
      {slice.total === 0 ? (
        <Empty what="<[ feature.many.human ]>" to="<[ path ]>/new" label="Make the first one" />
      ) : (
        <>
          <Table className="cards" highlightOnHover verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
<% for f in feature.columns %>
                <SortHeader name="<[ f.wire.snake ]>" label="<[ f.name.title ]>" />
<% endfor %>
                <Table.Th scope="col">Actions</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {slice.items.map((item) => (
                <Table.Tr key={item.id}>
<% for f in feature.columns %>
<% if loop.first %>
                  <Table.Th scope="row">
                    <Link to={`<[ path ]>/${item.id}`}>{<[ shown.names[loop.index0] ]>(<% if f.is_ref %>named.<[ f.wire.snake ]>, <% endif %>item.<[ f.wire.snake ]>)}</Link>
                  </Table.Th>
<% else %>
                  <Table.Td data-label="<[ f.name.title ]>">{<[ shown.names[loop.index0] ]>(<% if f.is_ref %>named.<[ f.wire.snake ]>, <% endif %>item.<[ f.wire.snake ]>)}</Table.Td>
<% endif %>
<% endfor %>
                  <Table.Td>
                    <Group gap="xs" wrap="nowrap">
                      <Button
                        component={Link}
                        to={`<[ path ]>/${item.id}/edit`}
                        variant="subtle"
                        size="compact-md"
                        aria-label={`Change ${<[ feature.one.camel ]>Label(item)}`}
                      >
                        Change
                      </Button>
                      <ConfirmButton
                        label="Delete"
                        what={<[ feature.one.camel ]>Label(item)}
                        onConfirm={() => void remove(item)}
                      />
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Pager slice={slice} />
        </>
      )}
    </Page>
  );
}
