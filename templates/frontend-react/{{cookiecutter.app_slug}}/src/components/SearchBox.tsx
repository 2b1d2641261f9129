import { Button, TextInput } from "@mantine/core";
import type { SubmitEvent } from "react";
import { useSearchParams } from "react-router";

import { narrowedBy } from "../resources/search";

/** Asks the API for those of a list that hold a text. The address says which. */
export function SearchBox() {
  const [search, setSearch] = useSearchParams();
  const asked = search.get("q") ?? "";

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("q");
    setSearch(narrowedBy(search, "q", typeof text === "string" ? text.trim() : ""));
  }

  return (
    // jsdom does not know the element that is meant.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <form role="search" className="search" onSubmit={submit}>
      <TextInput key={asked} label="Search" type="search" name="q" defaultValue={asked} />
      <Button type="submit" variant="default">
        Search
      </Button>
    </form>
  );
}
