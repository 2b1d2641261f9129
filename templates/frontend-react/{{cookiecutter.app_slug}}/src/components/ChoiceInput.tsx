import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Choices } from "../resources/choices";
import { useFound, withChosen } from "./useFound";

export interface ChoiceInputProps {
  readonly label: string;
  /** The id of what is chosen; empty for nothing. Several have commas between them. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: Choices;
  readonly id?: string;
  readonly name?: string;
  readonly error?: string;
  readonly required?: boolean;
  readonly placeholder?: string;
}

/** A choice among things of the API, found by what is typed: a few are asked for, however many there are. */
export function ChoiceInput({ choices, value, onChange, ...input }: ChoiceInputProps) {
  const named = useQuery({ ...choices.named(Number(value)), enabled: value !== "" });
  const chosen = value === "" ? undefined : named.data;
  const { found, keep, search } = useFound(choices, chosen?.label);

  function choose(id: string | null): void {
    keep([id]);
    onChange(id ?? "");
  }

  return (
    <Select
      {...input}
      {...(input.id === undefined ? {} : { labelProps: labelProps(input.required) })}
      {...search}
      withAsterisk={false}
      searchable
      clearable={value !== "" && !input.required}
      clearButtonProps={{ "aria-label": `Clear ${input.label}` }}
      data={withChosen(chosen ? [chosen] : [], found)}
      value={chosen ? value : null}
      onChange={choose}
    />
  );
}

function labelProps(required = false) {
  return { className: required ? "needed" : "" };
}
