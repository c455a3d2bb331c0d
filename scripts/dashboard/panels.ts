/** The kinds of panels that the dashboard is made of, each with its queries. */
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  AxisPlacement,
  BarGaugeDisplayMode,
  StackingMode,
  VisibilityMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { MappingType, type Panel, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** Whoever opens the dashboard says which Prometheus. */
export const datasource = { type: 'prometheus', uid: '${datasource}' } as const;

export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

export interface PanelText {
  readonly title: string;
  readonly description: string;
  readonly queries: readonly Query[];
  /** Columns of 24. */
  readonly width: number;
  readonly height?: number;
  readonly unit?: string;
}

const usualHeight = 8;
const firstRefId = 'A'.charCodeAt(0);

function target({ expr, legend }: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .refId(String.fromCharCode(firstRefId + index))
    .datasource(datasource)
    .expr(expr);
  return legend === undefined ? builder : builder.legendFormat(legend);
}

function overTime(queries: readonly Query[]): Builder<Dataquery>[] {
  return queries.map((query, index) => target(query, index).range());
}

function atOnce(queries: readonly Query[], format: PromQueryFormat): Builder<Dataquery>[] {
  return queries.map((query, index) => target(query, index).instant().format(format));
}

/** A row for each query's series, drawn while it has a value. */
export function timeline({ title, description, queries, width }: PanelText): Builder<Panel> {
  return new statetimeline.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .span(width)
    .height(usualHeight)
    .targets(overTime(queries))
    .mappings([{ type: MappingType.ValueToText, options: { '1': { text: ' ', color: 'blue', index: 0 } } }])
    .showValue(VisibilityMode.Never)
    .mergeValues(true)
    .lineWidth(0)
    .fillOpacity(80)
    .legend(new common.VizLegendOptionsBuilder().showLegend(false));
}

export function lines({ title, description, queries, width, unit = 'short' }: PanelText): timeseries.PanelBuilder {
  return (
    new timeseries.PanelBuilder()
      .title(title)
      .description(description)
      .datasource(datasource)
      .span(width)
      .height(usualHeight)
      .unit(unit)
      .min(0)
      .axisPlacement(AxisPlacement.Auto)
      // The SDK's own default is none.
      .legend(new common.VizLegendOptionsBuilder().showLegend(true))
      .targets(overTime(queries))
  );
}

export function stacked(text: PanelText): Builder<Panel> {
  return lines(text).fillOpacity(60).stacking(new common.StackingConfigBuilder().mode(StackingMode.Normal));
}

type Steps = readonly { readonly value: number | null; readonly color: string }[];

function thresholds(steps: Steps): Builder<dashboard.ThresholdsConfig> {
  return new dashboard.ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);
}

/** `bad`: from which value on it is red. */
export function number(text: PanelText, bad?: number): Builder<Panel> {
  const steps = [{ value: null, color: 'green' }, ...(bad === undefined ? [] : [{ value: bad, color: 'red' }])];
  return new stat.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .datasource(datasource)
    .span(text.width)
    .height(text.height ?? usualHeight)
    .unit(text.unit ?? 'short')
    .targets(atOnce(text.queries, PromQueryFormat.TimeSeries))
    .thresholds(thresholds(steps));
}

/** From 0 on; `good`: below that value a bar is red. Without thresholds of our own Grafana's apply: red from 80 on. */
export function bars({ title, description, queries, width, unit = 'short' }: PanelText, good?: number): Builder<Panel> {
  const ok = { value: good ?? null, color: 'green' };
  return new bargauge.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .span(width)
    .height(usualHeight)
    .unit(unit)
    .min(0)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .thresholds(thresholds(good === undefined ? [ok] : [{ value: null, color: 'red' }, ok]))
    .targets(atOnce(queries, PromQueryFormat.TimeSeries));
}

/** A row for each set of labels, which all queries share; `columns` in their order, no others. */
export function rows(text: PanelText, columns: readonly string[]): Builder<Panel> {
  const order = Object.fromEntries(columns.map((column, index) => [column, index]));
  return new table.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .datasource(datasource)
    .span(text.width)
    .height(text.height ?? usualHeight)
    .targets(atOnce(text.queries, PromQueryFormat.Table))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: [...columns] } } })
    .withTransformation({ id: 'organize', options: { indexByName: order } });
}
