import type { ReactNode } from "react";

import type { Option } from "../resources/lists";
import type { InputProps } from "../resources/useForm";

interface FrameProps {
  readonly input: InputProps;
  readonly children: ReactNode;
}

/** The label of an input, the input, and what is wrong with it. */
function Frame({ input: { id, label, error }, children }: FrameProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {error && (
        <p id={`${id}-error`} className="error">
          {error}
        </p>
      )}
    </div>
  );
}

function common({ id, name, required, error }: InputProps) {
  return {
    id,
    name,
    required,
    "aria-invalid": error !== "",
    "aria-describedby": error ? `${id}-error` : undefined,
  };
}

interface TextInputProps extends InputProps {
  readonly type?: "text" | "email" | "url" | "date" | "datetime-local";
  /** Which keyboard a telephone shows. */
  readonly inputMode?: "text" | "numeric" | "decimal";
}

export function TextInput({ type = "text", inputMode, ...input }: TextInputProps) {
  return (
    <Frame input={input}>
      <input
        {...common(input)}
        type={type}
        inputMode={inputMode}
        step={type === "datetime-local" ? "any" : undefined}
        value={input.value}
        onChange={({ target }) => input.onChange(target.value)}
      />
    </Frame>
  );
}

export function TextArea(input: InputProps) {
  return (
    <Frame input={input}>
      <textarea
        {...common(input)}
        rows={6}
        value={input.value}
        onChange={({ target }) => input.onChange(target.value)}
      />
    </Frame>
  );
}

/** An object or an array of JSON, as its text. */
export function JsonArea(input: InputProps) {
  return (
    <Frame input={input}>
      <textarea
        {...common(input)}
        className="code"
        rows={8}
        spellCheck={false}
        value={input.value}
        onChange={({ target }) => input.onChange(target.value)}
      />
    </Frame>
  );
}

export function Checkbox(input: InputProps) {
  return (
    <Frame input={input}>
      <input
        {...common(input)}
        type="checkbox"
        checked={input.value === "true"}
        onChange={({ target }) => input.onChange(String(target.checked))}
      />
    </Frame>
  );
}

interface SelectProps extends InputProps {
  readonly options: readonly (Option | string)[];
}

/** A choice among options; none of them while nothing is chosen, or when it need not be. */
export function Select({ options, ...input }: SelectProps) {
  return (
    <Frame input={input}>
      <select
        {...common(input)}
        value={input.value}
        onChange={({ target }) => input.onChange(target.value)}
      >
        {(input.value === "" || !input.required) && <option value="">–</option>}
        {options.map((option) => {
          const { value, label } =
            typeof option === "string" ? { value: option, label: option } : option;
          return (
            <option key={value} value={value}>
              {label}
            </option>
          );
        })}
      </select>
    </Frame>
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

interface ReferencesProps extends InputProps {
  readonly options: readonly Option[];
}

/** Any number of options. */
export function References({ options, ...input }: ReferencesProps) {
  return (
    <Frame input={input}>
      <select
        {...common(input)}
        multiple
        size={6}
        value={input.value === "" ? [] : input.value.split(",")}
        onChange={({ target }) =>
          input.onChange(Array.from(target.selectedOptions, ({ value }) => value).join(","))
        }
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  );
}
