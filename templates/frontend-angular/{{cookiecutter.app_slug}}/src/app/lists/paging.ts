import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injectable,
  input,
} from "@angular/core";
import { MatPaginator, MatPaginatorIntl } from "@angular/material/paginator";

import type { PageOf } from "../api/resource";
import { ListAddress } from "./address";

@Injectable()
class Words extends MatPaginatorIntl {
  override previousPageLabel = "Previous";
  override nextPageLabel = "Next";
  override getRangeLabel = (page: number, size: number, length: number) =>
    `${page * size + 1}–${Math.min((page + 1) * size, length)} of ${length}`;
}

/** Which part of a list is shown, and the way to the others. */
@Component({
  selector: "app-paging",
  imports: [MatPaginator],
  template: `
    <mat-paginator
      aria-label="Parts of the list"
      hidePageSize
      [length]="page().total"
      [pageIndex]="index()"
      [pageSize]="page().limit"
      (page)="address.start($event.pageIndex * $event.pageSize)"
    />
  `,
  providers: [{ provide: MatPaginatorIntl, useClass: Words }],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Paging {
  readonly page = input.required<PageOf<unknown>>();
  protected readonly address = inject(ListAddress);
  protected readonly index = computed(() => Math.floor(this.page().offset / this.page().limit));
}
