import { useId } from "react";
import { useSearchParams } from "react-router";

import type { Option } from "../resources/lists";

interface FilterProps {
  /** What the address calls it. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
}

/** Shows only the part of a list that belongs to one thing. The address says which. */
export function Filter({ name, label, options }: FilterProps) {
  const id = useId();
  const [search, setSearch] = useSearchParams();

  function choose(value: string): void {
    const other = new URLSearchParams(search);
    other.delete("offset");
    if (value === "") {
      other.delete(name);
    } else {
      other.set(name, value);
    }
    setSearch(other);
  }

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={search.get(name) ?? ""}
        onChange={({ target }) => choose(target.value)}
      >
        <option value="">All</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
