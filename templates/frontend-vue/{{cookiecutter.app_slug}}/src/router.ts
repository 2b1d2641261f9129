import type { Pinia } from "pinia";
import {
  createRouter,
  createWebHistory,
  isNavigationFailure,
  NavigationFailureType,
  type Router,
  type RouterHistory,
  type RouteRecordRaw,
} from "vue-router";

import type { Feature } from "./features/feature";
import HomePage from "./pages/HomePage.vue";
import NotFoundPage from "./pages/NotFoundPage.vue";
import { report } from "./report";
import { useNavigation } from "./stores/navigation";

/** All routes: the start page, those of the features, and a page for every other address. */
export function makeRoutes(features: readonly Feature[]): RouteRecordRaw[] {
  return [
    { path: "/", component: HomePage, props: { features } },
    ...features.flatMap(({ routes }) => routes),
    { path: "/:path(.*)*", component: NotFoundPage },
  ];
}

/** The router, which tells the navigation store what it does. */
export function makeRouter(
  features: readonly Feature[],
  pinia: Pinia,
  history: RouterHistory = createWebHistory(),
): Router {
  const router = createRouter({
    history,
    routes: makeRoutes(features),
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
  });
  const navigation = useNavigation(pinia);
  router.beforeEach((to) => {
    navigation.begin(to.fullPath);
  });
  router.afterEach((_to, _from, failure) => {
    // One that was cancelled was overtaken by another, which is still under way.
    if (!isNavigationFailure(failure, NavigationFailureType.cancelled)) {
      navigation.end();
    }
  });
  router.onError((error: unknown, to) => {
    report(error);
    navigation.fail(to.fullPath, error);
  });
  return router;
}
