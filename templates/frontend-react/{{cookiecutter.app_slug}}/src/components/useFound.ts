import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { queryClient } from "../query";
import type { Choices } from "../resources/choices";
import type { Option } from "../resources/lists";

const WAIT_MS = 200;

/** Some of the choices: those that a text finds, while they are looked at. `shown` is no such text. */
export function useFound(choices: Choices, shown?: string) {
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text, WAIT_MS);
  const search = useQuery({
    ...choices.find(asked === shown ? "" : asked),
    enabled: opened,
    placeholderData: keepPreviousData,
  });
  const found = search.isError ? [] : (search.data ?? []);

  /** Remembers what those with these ids are called. */
  function keep(ids: readonly (string | null)[]): void {
    for (const option of found.filter(({ value }) => ids.includes(value))) {
      queryClient.setQueryData(choices.named(Number(option.value)).queryKey, option);
    }
  }

  return {
    found,
    keep,
    /** What a list of choices needs to know of the search. */
    search: {
      searchValue: text,
      onSearchChange: setText,
      onDropdownOpen: () => setOpened(true),
      onDropdownClose: () => setOpened(false),
      filter: everything,
      nothingFoundMessage: "Nothing found",
    },
  };
}

/** The API has filtered them. */
function everything<T>({ options }: { readonly options: T }): T {
  return options;
}

/** What is offered: what is chosen already, and what was found beside it. */
export function withChosen(chosen: readonly Option[], found: readonly Option[]): Option[] {
  const others = chosen.filter(({ value }) => !found.some((one) => one.value === value));
  return [...others, ...found];
}
