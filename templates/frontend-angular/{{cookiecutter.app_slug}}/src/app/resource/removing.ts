import { inject, Injectable, signal } from "@angular/core";
import { MatDialog } from "@angular/material/dialog";
import { firstValueFrom } from "rxjs";

import { ApiError } from "../../api";
import { changing } from "../../query";
import { isOutdated } from "../../resources/versions";
import { report } from "../errors/report";
import { ConfirmDialog } from "../shell/confirm-dialog";
import { Tell } from "../shell/tell";
import { Newest } from "./newest";

/** Deletes something once it is really wanted. Each page where people can delete provides its own. */
@Injectable()
export class Removing {
  readonly #dialog = inject(MatDialog);
  readonly #tell = inject(Tell);
  readonly #newest = inject(Newest);

  /** Why it was not deleted. */
  readonly failure = signal<unknown>(undefined);

  /** Asks for `what`, makes the request if it is wanted, and calls `done` after it. */
  async ask(
    what: string,
    request: () => Promise<unknown>,
    done: () => Promise<unknown>,
  ): Promise<void> {
    const settings = { data: what, autoFocus: "button" };
    const asked = this.#dialog.open<ConfirmDialog, string, boolean>(ConfirmDialog, settings);
    if ((await firstValueFrom(asked.afterClosed())) !== true) {
      return;
    }
    this.failure.set(undefined);
    try {
      await changing(request());
      this.#tell.done(`Deleted: ${what}`);
      await done();
    } catch (error) {
      this.failure.set(error);
      if (isOutdated(error)) {
        await this.#newest.load();
      } else if (!(error instanceof ApiError)) {
        report(error);
      }
    }
  }
}
