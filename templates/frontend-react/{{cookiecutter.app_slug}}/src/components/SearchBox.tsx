import { Button, TextInput } from "@mantine/core";
import type { SubmitEvent } from "react";
import { useSearchParams } from "react-router";

/** Asks the API for those of a list that hold a text. The address says which. */
export function SearchBox() {
  const [search, setSearch] = useSearchParams();
  const asked = search.get("q") ?? "";

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("q");
    const other = new URLSearchParams(search);
    other.delete("offset");
    other.delete("q");
    if (typeof text === "string" && text.trim() !== "") {
      other.set("q", text.trim());
    }
    setSearch(other);
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
