import { NgComponentOutlet } from "@angular/common";
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
  type InputSignal,
  type Type,
} from "@angular/core";
import { Router } from "@angular/router";

import type { Tagged } from "../../api";
import { changing } from "../../query";
import { changed } from "../../resources/drafts";
import type { Input, Stored } from "../../resources/lists";
import type { Resource } from "../../resources/resource";
import { FormFrame } from "../forms/form-frame";
import { ResourceForm } from "../forms/resource-form";
import { Page } from "../shell/page";
import { Tell } from "../shell/tell";
import { Newest } from "./newest";

/** A component with the fields of a form, which it gets as `form`. */
export type Inputs<T extends Stored> = Type<{
  readonly form: InputSignal<ResourceForm<Input<T>>>;
}>;

/** The form of a new resource. */
@Component({
  selector: "app-create-page",
  imports: [FormFrame, NgComponentOutlet, Page],
  template: `
    <app-page [heading]="'New ' + resource().one">
      <app-form-frame [form]="form()" [back]="resource().path" [save]="save">
        <ng-container *ngComponentOutlet="inputs(); inputs: { form: form() }" />
      </app-form-frame>
    </app-page>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CreatePage<T extends Stored, Q> {
  readonly resource = input.required<Resource<T, Q>>();
  readonly inputs = input.required<Inputs<T>>();
  protected readonly form = computed(() => new ResourceForm<Input<T>>(this.resource().fields));
  readonly #router = inject(Router);
  readonly #tell = inject(Tell);

  protected readonly save = async (values: Input<T>): Promise<void> => {
    const { create, label, path } = this.resource();
    const made = await changing(create(values));
    this.#tell.done(`Created: ${label(made)}`);
    await this.#router.navigateByUrl(path);
  };
}

/** The form of a resource that is there. Only what was changed is sent. */
@Component({
  selector: "app-edit-page",
  imports: [FormFrame, NgComponentOutlet, Page],
  template: `
    <app-page [heading]="'Change ' + resource().one">
      <app-form-frame [form]="form()" [back]="back()" [save]="save" (reload)="reload()">
        <ng-container *ngComponentOutlet="inputs(); inputs: { form: form() }" />
      </app-form-frame>
    </app-page>
  `,
  providers: [Newest],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EditPage<T extends Stored, Q> {
  readonly resource = input.required<Resource<T, Q>>();
  readonly inputs = input.required<Inputs<T>>();
  readonly read = input.required<Tagged<T>>();
  readonly #id = computed(() => this.read().item.id);
  protected readonly back = computed(() => `${this.resource().path}/${String(this.#id())}`);
  /** One for each resource; newer states come into it. */
  protected readonly form = computed(() => {
    this.#id();
    const { item } = untracked(this.read);
    return new ResourceForm<Input<T>>(this.resource().fields, item);
  });
  readonly #router = inject(Router);
  readonly #tell = inject(Tell);
  readonly #newest = inject(Newest);

  constructor() {
    let before: T | undefined;
    effect(() => {
      const { item } = this.read();
      untracked(() => {
        if (before && before !== item && before.id === item.id) {
          this.form().renew(before, item);
        }
      });
      before = item;
    });
  }

  protected readonly save = async (values: Input<T>): Promise<void> => {
    const { fields, label, update } = this.resource();
    const read = this.read();
    const now = await changing(update(read, changed<Input<T>>(fields, read.item, values)));
    this.#tell.done(`Saved: ${label(now)}`);
    await this.#router.navigateByUrl(this.back());
  };

  protected reload(): void {
    void this.#newest.load();
  }
}
