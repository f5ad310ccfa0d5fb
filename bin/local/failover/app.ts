import { App } from 'aws-cdk-lib';
import { CrossRegion } from '../../../examples/cross-region/app';
import { APP, PRIMARY, SECONDARY } from './contract';

new CrossRegion(new App(), APP, { primaryRegion: PRIMARY, secondaryRegion: SECONDARY });
