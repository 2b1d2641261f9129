import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { queryClient } from "../query";
import type { Choices } from "../resources/choices";

interface ChoiceInputProps {
  readonly label: string;
  /** The id of what is chosen; empty for nothing. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: Choices;
  readonly id?: string;
  readonly name?: string;
  readonly error?: string;
  readonly required?: boolean;
  readonly placeholder?: string;
}

const WAIT_MS = 200;

/** A choice among things of the API, found by what is typed: a few are asked for, however many there are. */
export function ChoiceInput({ choices, value, onChange, ...input }: ChoiceInputProps) {
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text, WAIT_MS);
  const named = useQuery({ ...choices.named(Number(value)), enabled: value !== "" });
  const chosen = value === "" ? undefined : named.data;
  const wanted = asked === chosen?.label ? "" : asked;
  const search = useQuery({
    ...choices.find(wanted),
    enabled: opened,
    placeholderData: keepPreviousData,
  });
  const found = search.isError ? [] : (search.data ?? []);

  function choose(id: string | null): void {
    const option = found.find((one) => one.value === id);
    if (option) {
      queryClient.setQueryData(choices.named(Number(id)).queryKey, option);
    }
    onChange(id ?? "");
  }

  const others = chosen && !found.some((one) => one.value === value) ? [chosen] : [];
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
      onChange={choose}
    />
  );
}

function labelProps(required = false) {
  return { className: required ? "needed" : "" };
}
