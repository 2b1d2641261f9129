import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatCard, MatCardContent } from "@angular/material/card";
import { Router, RouterLink } from "@angular/router";

import type { Tagged } from "../../api";
import type { Column } from "../../resources/columns";
import type { Stored } from "../../resources/lists";
import type { Resource } from "../../resources/resource";
import { showMoment } from "../../resources/show";
import { ErrorMessage } from "../shell/error-message";
import { Page } from "../shell/page";
import { JsonValue } from "./json-value";
import { Newest } from "./newest";
import { Removing } from "./removing";
import { Value } from "./value";
import { ValueLinks } from "./value-links";

/**
 * What a page shows of a resource. `to` is the page of what is meant here, `pages` where those of several are, `href`
 * what is meant elsewhere; `json` is shown folded.
 */
export type Shown<T> = Column<T> & {
  readonly to?: (item: T) => string | null;
  readonly pages?: string;
  readonly href?: (item: T) => string | null;
  readonly json?: (item: T) => object | null;
};

/** The page of one resource. */
@Component({
  selector: "app-detail-page",
  imports: [
    ErrorMessage,
    JsonValue,
    MatButton,
    MatCard,
    MatCardContent,
    Page,
    RouterLink,
    Value,
    ValueLinks,
  ],
  templateUrl: "./detail-page.html",
  providers: [Newest, Removing],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DetailPage<T extends Stored, Q> {
  readonly resource = input.required<Resource<T, Q>>();
  readonly shown = input.required<readonly Shown<T>[]>();
  readonly read = input.required<Tagged<T>>();
  protected readonly removing = inject(Removing);
  protected readonly showMoment = showMoment;
  readonly #router = inject(Router);

  protected remove(): void {
    const { label, path, remove } = this.resource();
    const read = this.read();
    void this.removing.ask(
      label(read.item),
      () => remove(read),
      () => this.#router.navigateByUrl(path),
    );
  }
}
