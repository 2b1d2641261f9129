import type { RouteObject } from "react-router";

import { Detail } from "../components/Detail";
import { DetailPage } from "../components/DetailPage";
import { CreatePage, EditPage, type InputsProps } from "../components/FormPages";
import { TextInput } from "../components/inputs";
import { ListPage } from "../components/ListPage";
import type { Feature } from "../features/feature";
import type { Input } from "../resources/lists";
import { listLoader, oneLoader } from "../resources/loaders";
import { notes, type Note } from "./noteResource";

const COLUMNS = [{ name: "title", label: "Title", show: ({ title }: Note) => title }];

function Inputs({ input }: InputsProps<Input<Note>>) {
  return (
    <>
      <TextInput {...input("title")} />
      <TextInput {...input("text")} />
    </>
  );
}

const routes: RouteObject[] = [
  {
    path: "notes",
    loader: listLoader(notes, { sorts: ["title"], searched: true }),
    element: <ListPage resource={notes} columns={COLUMNS} />,
  },
  { path: "notes/new", element: <CreatePage resource={notes} inputs={Inputs} /> },
  {
    path: "notes/:id",
    loader: oneLoader(notes),
    element: (
      <DetailPage resource={notes}>
        {(note) => (
          <>
            <Detail label="Title">{note.title}</Detail>
            <Detail label="Text">{note.text}</Detail>
          </>
        )}
      </DetailPage>
    ),
  },
  {
    path: "notes/:id/edit",
    loader: oneLoader(notes),
    element: <EditPage resource={notes} inputs={Inputs} />,
  },
];

/** A feature as `mity add-feature` makes them, for the tests of what all of them share. */
export const noteFeature: Feature = { name: "notes", routes };
