import { MultiSelect } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";

import type { ChoiceInputProps } from "./ChoiceInput";
import { useFound, withChosen } from "./useFound";

/** Any number of things of the API, found by what is typed: a few are asked for, however many there are. */
export function ChoicesInput({ choices, value, onChange, ...input }: ChoiceInputProps) {
  const ids = value === "" ? [] : value.split(",");
  const chosen = useQueries({
    queries: ids.map((id) => choices.named(Number(id))),
    combine: (all) =>
      all.map(({ data }, place) => data ?? { value: ids[place] ?? "", label: `#${ids[place]}` }),
  });
  const { found, keep, search } = useFound(choices);

  function choose(now: string[]): void {
    keep(now);
    onChange(now.join(","));
  }

  return (
    <MultiSelect
      {...input}
      {...search}
      searchable
      clearSearchOnChange
      data={search.searchValue === "" ? withChosen(chosen, found) : [...found]}
      value={ids}
      onChange={choose}
    />
  );
}
