/**
 * Stands in for OpenSearch's aggregation parser: `aggs` with their types, bodies and sub-aggregations.
 * Pipeline, geo and significance aggregations are not done and refused by name.
 */
import { isObject, type Json } from '../json.ts';
import { notDone, parsingError, SearchError } from '../search-error.ts';
import type { AggregationContext, Aggregator, AggregatorSet, Collector } from './aggregator.ts';
import { filterAggregation, filtersAggregation, missingAggregation, rangeAggregation } from './filters.ts';
import { dateHistogram, histogram } from './histograms.ts';
import { cardinality, numericMetric, valueCount } from './metrics.ts';
import { termsAggregation } from './terms.ts';

const KNOWN_ELSEWHERE =
  /^(adjacency_matrix|auto_date_histogram|avg_bucket|bucket_\w+|children|composite|cumulative_sum|date_range|derivative|diversified_sampler|extended_stats\w*|geo\w+|global|ip_range|matrix_stats|max_bucket|median_absolute_deviation|min_bucket|moving_\w+|multi_terms|nested|parent|percentile_ranks|percentiles_bucket|rare_terms|reverse_nested|sampler|scripted_metric|serial_diff|significant_\w+|stats_bucket|sum_bucket|top_metrics|variable_width_histogram|weighted_avg)$/;

/** Compiles the value of `aggs`; no aggregations make an empty result. */
export function compileAggregations(context: AggregationContext, aggregations: unknown): AggregatorSet {
  if (aggregations !== undefined && !isObject(aggregations)) throw parsingError('Expected [START_OBJECT] under [aggs]');
  const named = Object.entries(aggregations ?? {}).map(([name, body]): [string, Aggregator] => {
    if (/[[\]>]/.test(name)) {
      throw parsingError(
        `Invalid aggregation name [${name}]. Aggregation names can contain any character except '[', ']', and '>'`,
      );
    }
    return [name, compileOne(context, name, body)];
  });
  return {
    enter(segment) {
      for (const [, aggregator] of named) aggregator.enter(segment);
    },
    create(): Collector {
      const collectors = named.map(([name, aggregator]): [string, Collector] => [name, aggregator.create()]);
      return {
        collect(document, score) {
          for (const [, collector] of collectors) collector.collect(document, score);
        },
        result: () => Object.fromEntries(collectors.map(([name, collector]) => [name, collector.result()])),
      };
    },
  };
}

const SINGLE_VALUE = ['cardinality', 'value_count', 'top_hits', 'avg', 'sum', 'min', 'max', 'stats', 'percentiles'];

function compileOne(context: AggregationContext, name: string, body: unknown): Aggregator {
  if (!isObject(body)) throw parsingError(`Expected [START_OBJECT] under [${name}]`);
  const { aggs, aggregations, meta, ...types } = body;
  const [entry, ...more] = Object.entries(types);
  if (!entry) throw parsingError(`Missing definition for aggregation [${name}]`);
  if (more[0])
    throw parsingError(`Found two aggregation type definitions in [${name}]: [${entry[0]}] and [${more[0][0]}]`);
  const [type, options] = entry;
  const below = compileAggregations({ ...context, nested: true }, aggs ?? aggregations);
  if ((aggs ?? aggregations) !== undefined && SINGLE_VALUE.includes(type)) {
    throw new SearchError(
      400,
      'aggregation_initialization_exception',
      `Aggregator [${name}] of type [${type}] cannot accept sub-aggregations`,
    );
  }
  const aggregator = ofType(context, name, type, isObject(options) ? options : {}, below);
  return isObject(meta) ? withMeta(aggregator, meta) : aggregator;
}

function ofType(context: AggregationContext, name: string, type: string, body: Json, below: AggregatorSet): Aggregator {
  switch (type) {
    case 'avg':
    case 'sum':
    case 'min':
    case 'max':
    case 'stats':
    case 'percentiles':
      return numericMetric(context, type, body);
    case 'value_count':
      return valueCount(context, body);
    case 'cardinality':
      return cardinality(context, body);
    case 'terms':
      return termsAggregation(context, body, below);
    case 'histogram':
      return histogram(context, body, below);
    case 'date_histogram':
      return dateHistogram(context, body, below);
    case 'range':
      return rangeAggregation(context, body, below);
    case 'filter':
      return filterAggregation(context, body, below);
    case 'filters':
      return filtersAggregation(context, body, below);
    case 'missing':
      return missingAggregation(context, body, below);
    case 'top_hits':
      return context.topHits(name, body);
    default:
      throw KNOWN_ELSEWHERE.test(type)
        ? notDone(`aggregation [${type}]`)
        : parsingError(`Unknown aggregation type [${type}]`);
  }
}

function withMeta(aggregator: Aggregator, meta: Json): Aggregator {
  return {
    enter: aggregator.enter,
    create() {
      const collector = aggregator.create();
      return { collect: collector.collect, result: () => ({ meta, ...collector.result() }) };
    },
  };
}
