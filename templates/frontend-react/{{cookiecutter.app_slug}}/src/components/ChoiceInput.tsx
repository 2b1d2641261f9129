import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";

import type { Choices } from "../resources/choices";
import type { Option } from "../resources/lists";

interface ChoiceInputProps {
  readonly label: string;
  /** The id of what is chosen; empty for nothing. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: Choices;
  /** What the one is called that may be chosen already. */
  readonly named: readonly Option[];
  readonly id?: string;
  readonly name?: string;
  readonly error?: string;
  readonly required?: boolean;
  readonly placeholder?: string;
}

const WAIT_MS = 200;

/** A choice among things of the API, found by what is typed: a few are asked for, however many there are. */
export function ChoiceInput({ choices, named, value, onChange, ...input }: ChoiceInputProps) {
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly Option[]>([]);
  const [known, setKnown] = useState(named);
  const [asked] = useDebouncedValue(text, WAIT_MS);
  const chosen = [...found, ...known, ...named].find((one) => one.value === value);
  const wanted = asked === chosen?.label ? "" : asked;

  useEffect(() => {
    if (!opened) {
      return undefined;
    }
    const control = new AbortController();
    choices.find(wanted, control.signal).then(setFound, () => {
      if (!control.signal.aborted) {
        setFound([]);
      }
    });
    return () => control.abort();
  }, [choices, opened, wanted]);

  const others = chosen && !found.includes(chosen) ? [chosen] : [];
  return (
    <Select
      {...input}
      {...(input.id === undefined ? {} : { labelProps: labelProps(input.required) })}
      withAsterisk={false}
      searchable
      clearable={value !== "" && !input.required}
      clearButtonProps={{ "aria-label": `Clear ${input.label}` }}
      data={[...others, ...found]}
      filter={({ options }) => options}
      nothingFoundMessage="Nothing found"
      value={chosen ? value : null}
      searchValue={text}
      onSearchChange={setText}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      onChange={(id) => {
        setKnown([...found, ...known].filter((one) => one.value === id));
        onChange(id ?? "");
      }}
    />
  );
}

function labelProps(required = false) {
  return { className: required ? "needed" : "" };
}
