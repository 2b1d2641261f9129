import {
  Checkbox as MantineCheckbox,
  Input,
  NativeSelect,
  Textarea,
  TextInput as MantineTextInput,
} from "@mantine/core";
import { useId } from "react";
import { useController } from "react-hook-form";

import type { Choices } from "../resources/choices";
import type { Draft } from "../resources/drafts";
import type { Option } from "../resources/lists";
import type { InputProps } from "../resources/useForm";
import { ChoiceInput } from "./ChoiceInput";
import { ChoicesInput } from "./ChoicesInput";

/**
 * A field of the form around it, as Mantine's inputs take it. Their star would be read with the label: styles.css makes
 * one that is not.
 */
function useInput({ name, label, required }: InputProps) {
  const id = useId();
  const { field, fieldState } = useController<Draft>({ name });
  return {
    ...field,
    id,
    label,
    required,
    error: fieldState.error?.message ?? "",
    withAsterisk: false,
    labelProps: { className: required ? "needed" : "" },
  };
}

interface TextInputProps extends InputProps {
  readonly type?: "text" | "email" | "url" | "date" | "datetime-local";
  /** Which keyboard a telephone shows. */
  readonly inputMode?: "text" | "numeric" | "decimal";
}

export function TextInput({ type = "text", inputMode, ...input }: TextInputProps) {
  return (
    <MantineTextInput
      {...useInput(input)}
      type={type}
      inputMode={inputMode}
      step={type === "datetime-local" ? "any" : undefined}
    />
  );
}

/** An object or an array of JSON, as its text. */
export function JsonArea(input: InputProps) {
  return (
    <Textarea {...useInput(input)} classNames={{ input: "code" }} rows={8} spellCheck={false} />
  );
}

export function TextArea(input: InputProps) {
  return <Textarea {...useInput(input)} rows={6} />;
}

export function Checkbox(input: InputProps) {
  const { id, name, label, error, value, onChange, onBlur, ref } = useInput(input);
  return (
    <div>
      <MantineCheckbox
        id={id}
        ref={ref}
        name={name}
        label={label}
        error={error !== ""}
        aria-invalid={error !== ""}
        aria-describedby={error ? `${id}-error` : undefined}
        checked={value === "true"}
        onChange={({ target }) => onChange(String(target.checked))}
        onBlur={onBlur}
      />
      {error && <Input.Error id={`${id}-error`}>{error}</Input.Error>}
    </div>
  );
}

interface SelectProps extends InputProps {
  readonly options: readonly (Option | string)[];
}

/** A choice among a few values; none of them while nothing is chosen, or when it need not be. */
export function Select({ options, ...props }: SelectProps) {
  const input = useInput(props);
  const none = input.value === "" || !input.required ? [{ value: "", label: "–" }] : [];
  return <NativeSelect {...input} data={[...none, ...options]} />;
}

/** Yes, no, or neither. */
export function YesNo(input: InputProps) {
  const options = [
    { value: "true", label: "Yes" },
    { value: "false", label: "No" },
  ];
  return <Select {...input} options={options} />;
}

interface ReferenceProps extends InputProps {
  readonly choices: Choices;
}

/** A choice among things of the API. */
export function Reference({ choices, ...input }: ReferenceProps) {
  return <ChoiceInput {...useInput(input)} choices={choices} />;
}

/** Any number of things of the API. */
export function References({ choices, ...input }: ReferenceProps) {
  return <ChoicesInput {...useInput(input)} choices={choices} />;
}
