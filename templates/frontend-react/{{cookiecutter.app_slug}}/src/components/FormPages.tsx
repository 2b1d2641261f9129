import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { useLoaderData, useNavigate } from "react-router";

import { changed } from "../resources/drafts";
import type { Fields } from "../resources/fields";
import type { Input, Stored } from "../resources/lists";
import type { Resource } from "../resources/resource";
import { useForm, type InputProps } from "../resources/useForm";
import { tell } from "../tell";
import { FormFrame } from "./FormFrame";
import { Page } from "./Page";

/** What the inputs of a form get: a function that says what each one needs to know. */
export interface InputsProps<T> {
  readonly input: (name: keyof T & string) => InputProps;
}

interface FormPageProps<T extends Stored, Q> {
  readonly resource: Resource<T, Q>;
  readonly inputs: ComponentType<InputsProps<Input<T>>>;
}

/** The form of a new resource. */
export function CreatePage<T extends Stored, Q>({ resource, inputs }: FormPageProps<T, Q>) {
  const navigate = useNavigate();
  const { mutateAsync } = useMutation({ mutationFn: resource.create });

  async function save(values: Input<T>): Promise<void> {
    const made = await mutateAsync(values);
    tell(`Created: ${resource.label(made)}`);
    await navigate(resource.path);
  }

  return (
    <Page title={`New ${resource.one}`}>
      <Form {...{ inputs, save }} fields={resource.fields} back={resource.path} />
    </Page>
  );
}

/** The form of a resource that is there, as `oneLoader` reads it. Only what was changed is sent. */
export function EditPage<T extends Stored, Q>({ resource, inputs }: FormPageProps<T, Q>) {
  const id = useLoaderData() as number;
  const { data: read } = useSuspenseQuery(resource.oneQuery(id));
  const navigate = useNavigate();
  const { mutateAsync } = useMutation({
    mutationFn: (values: Input<T>) =>
      resource.update(read, changed<Input<T>>(resource.fields, read.item, values)),
  });
  const back = `${resource.path}/${id}`;

  async function save(values: Input<T>): Promise<void> {
    const now = await mutateAsync(values);
    tell(`Saved: ${resource.label(now)}`);
    await navigate(back);
  }

  return (
    <Page title={`Change ${resource.one}`}>
      <Form key={id} {...{ inputs, save, back }} fields={resource.fields} before={read.item} />
    </Page>
  );
}

interface FormProps<T> {
  readonly fields: Fields<T>;
  readonly before?: T;
  readonly inputs: ComponentType<InputsProps<T>>;
  readonly back: string;
  readonly save: (values: T) => Promise<void>;
}

function Form<T extends object>({ fields, before, inputs: Inputs, back, save }: FormProps<T>) {
  const { input, ...frame } = useForm(fields, before, save);
  return (
    <FormFrame {...frame} back={back}>
      <Inputs input={input} />
    </FormFrame>
  );
}
