import { ChangeDetectionStrategy, Component, ElementRef, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { RouterLink } from "@angular/router";

import { isSorted, type Column, type Filter } from "../../resources/columns";
import type { Slice, Stored } from "../../resources/lists";
import type { Resource } from "../../resources/resource";
import { ListAddress } from "../lists/address";
import { EmptyList } from "../lists/empty-list";
import { Pager } from "../lists/pager";
import { ReferenceFilter } from "../lists/reference-filter";
import { SearchBox } from "../lists/search-box";
import { SortHeader } from "../lists/sort-header";
import { ValueFilter } from "../lists/value-filter";
import { ErrorMessage } from "../shell/error-message";
import { Page } from "../shell/page";
import { Newest } from "./newest";
import { Removing } from "./removing";
import { Value } from "./value";

/** A list, as its address asks for it: sorted, filtered and searched by the API, in parts. */
@Component({
  selector: "app-list-page",
  imports: [
    EmptyList,
    ErrorMessage,
    MatButton,
    Page,
    Pager,
    ReferenceFilter,
    RouterLink,
    SearchBox,
    SortHeader,
    Value,
    ValueFilter,
  ],
  templateUrl: "./list-page.html",
  providers: [ListAddress, Newest, Removing],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ListPage<T extends Stored, Q> {
  readonly resource = input.required<Resource<T, Q>>();
  /** What is shown of each; the first leads to its page. */
  readonly columns = input.required<readonly Column<T>[]>();
  readonly filters = input.required<readonly Filter[]>();
  readonly slice = input.required<Slice<T>>();
  protected readonly isSorted = isSorted;
  protected readonly removing = inject(Removing);
  readonly #newest = inject(Newest);
  readonly #page = inject<ElementRef<HTMLElement>>(ElementRef);

  protected remove(item: T): void {
    const { label, removeShown } = this.resource();
    void this.removing.ask(
      label(item),
      () => removeShown(item),
      () => {
        // The button that had the focus goes away.
        this.#page.nativeElement.querySelector("h1")?.focus();
        return this.#newest.load();
      },
    );
  }
}
