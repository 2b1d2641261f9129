import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";

import { ListAddress } from "./address";

/** Asks the API for those of a list that hold a text. The address says which. */
@Component({
  selector: "app-search-box",
  imports: [MatButton, MatFormFieldModule, MatInput],
  template: `
    <form role="search" class="search" (submit)="search($event, text.value)">
      <mat-form-field>
        <mat-label>Search</mat-label>
        <input #text matInput type="search" name="q" [value]="address.search().get('q') ?? ''" />
      </mat-form-field>
      <button matButton type="submit">Search</button>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SearchBox {
  protected readonly address = inject(ListAddress);

  protected search(event: Event, text: string): void {
    event.preventDefault();
    this.address.narrow("q", text.trim());
  }
}
