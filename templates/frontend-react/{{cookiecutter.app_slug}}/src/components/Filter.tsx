import { NativeSelect } from "@mantine/core";
import { useSearchParams } from "react-router";

import type { Choices } from "../resources/choices";
import type { Option } from "../resources/lists";
import { narrowedBy } from "../resources/search";
import { ChoiceInput } from "./ChoiceInput";

interface FilterProps {
  /** What the address calls it. */
  readonly name: string;
  readonly label: string;
}

/** The value of a filter, which the address has, and a function that changes it. */
function useFilter(name: string) {
  const [search, setSearch] = useSearchParams();

  function choose(value: string): void {
    setSearch(narrowedBy(search, name, value));
  }

  return [search.get(name) ?? "", choose] as const;
}

interface ValueFilterProps extends FilterProps {
  readonly options: readonly Option[];
}

/** Shows only those of a list that have one of a few values. */
export function ValueFilter({ name, label, options }: ValueFilterProps) {
  const [value, choose] = useFilter(name);
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={({ target }) => choose(target.value)}
      data={[{ value: "", label: "All" }, ...options]}
    />
  );
}

interface ReferenceFilterProps extends FilterProps {
  readonly choices: Choices;
}

/** Shows only those of a list that belong to one thing. */
export function ReferenceFilter({ name, label, choices }: ReferenceFilterProps) {
  const [value, choose] = useFilter(name);
  return (
    <ChoiceInput
      label={label}
      value={value}
      onChange={choose}
      choices={choices}
      placeholder="All"
    />
  );
}
