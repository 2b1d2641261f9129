import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MAT_DIALOG_DATA, MatDialogModule } from "@angular/material/dialog";

/** Asks before something is deleted; closes with true when it is really wanted. The first button keeps it. */
@Component({
  selector: "app-confirm-dialog",
  imports: [MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>Delete {{ what }}?</h2>
    <mat-dialog-content>This cannot be undone.</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" [aria-label]="'Keep ' + what" [mat-dialog-close]="false">
        Keep
      </button>
      <button
        matButton="filled"
        class="danger"
        type="button"
        [aria-label]="'Delete ' + what + ' for ever'"
        [mat-dialog-close]="true"
      >
        Delete for ever
      </button>
    </mat-dialog-actions>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConfirmDialog {
  /** What is deleted. */
  protected readonly what = inject<string>(MAT_DIALOG_DATA);
}
