import {
  Checkbox as MantineCheckbox,
  Input,
  NativeSelect,
  Textarea,
  TextInput as MantineTextInput,
} from "@mantine/core";

import type { Choices } from "../resources/choices";
import type { Option } from "../resources/lists";
import type { InputProps } from "../resources/useForm";
import { ChoiceInput } from "./ChoiceInput";

/** What Mantine's inputs have alike. Their star would be read with the label: styles.css makes one that is not. */
function common({ id, name, label, required, error }: InputProps) {
  return {
    id,
    name,
    label,
    required,
    error,
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
      {...common(input)}
      type={type}
      inputMode={inputMode}
      step={type === "datetime-local" ? "any" : undefined}
      value={input.value}
      onChange={({ target }) => input.onChange(target.value)}
    />
  );
}

export function TextArea(input: InputProps) {
  return (
    <Textarea
      {...common(input)}
      rows={6}
      value={input.value}
      onChange={({ target }) => input.onChange(target.value)}
    />
  );
}

export function Checkbox({ id, name, label, error, value, onChange }: InputProps) {
  return (
    <div>
      <MantineCheckbox
        id={id}
        name={name}
        label={label}
        error={error !== ""}
        aria-invalid={error !== ""}
        aria-describedby={error ? `${id}-error` : undefined}
        checked={value === "true"}
        onChange={({ target }) => onChange(String(target.checked))}
      />
      {error && <Input.Error id={`${id}-error`}>{error}</Input.Error>}
    </div>
  );
}

interface SelectProps extends InputProps {
  readonly options: readonly (Option | string)[];
}

/** A choice among a few values; none of them while nothing is chosen, or when it need not be. */
export function Select({ options, ...input }: SelectProps) {
  const none = input.value === "" || !input.required ? [{ value: "", label: "–" }] : [];
  return (
    <NativeSelect
      {...common(input)}
      data={[...none, ...options]}
      value={input.value}
      onChange={({ target }) => input.onChange(target.value)}
    />
  );
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
  /** What the one is called that is chosen already. */
  readonly named: readonly Option[];
}

/** A choice among things of the API. */
export function Reference(input: ReferenceProps) {
  return <ChoiceInput {...input} />;
}
