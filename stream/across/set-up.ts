import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { readSetting, settingsUnder, writeSetting } from '@mingjing/sql/settings/settings.ts'
import type { Kafka } from 'kafkajs'
import { isPassing, type KafkaPlace } from '../source/kafka.ts'
import type { Topology } from './topology.ts'

interface Lanes {
  readonly partitions: number
  readonly places: number
}

const mostTries = 50

const settingPrefix = 'topology:'

/** How many partitions, and places across them, were set up; 0 where events do not come by Kafka. */
export const lanesSetUp = async (db: Db): Promise<number> => {
  const known = await settingsUnder<Lanes>(db, settingPrefix)
  return known.reduce((sum, { partitions, places }) => sum + partitions + places, 0)
}

/**
 * Makes the topics that are not there, and holds those that are to what they were set up with: keys lie where the number
 * of partitions puts them, so another number would tear the state of each key in two.
 * @throws when a topic has another number of partitions than at set-up.
 */
export const setUp = async (kafka: Kafka, db: Db, place: KafkaPlace): Promise<Topology> => {
  const admin = kafka.admin()
  await admin.connect()
  /** How many partitions a topic has; made with so many when it is not there. */
  const ensure = async (topic: string, numPartitions: number): Promise<number> => {
    for (let tries = 1; ; tries++) {
      try {
        if (!(await admin.listTopics()).includes(topic))
          await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true })
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
        return topics[0]?.partitions.length ?? 0
      } catch (error) {
        // One that was made just now, perhaps by a worker that starts beside us, is not known everywhere at once.
        if (tries === mostTries || !isPassing(error)) throw error
        await sleep(200)
      }
    }
  }
  try {
    const partitions = await ensure(place.topic, place.partitions ?? 1)
    const across = `${place.topic}.across`
    const key = `${settingPrefix}${place.topic}`
    const known = await readSetting<Lanes>(db, key)
    if (known && known.partitions !== partitions) throw new Error(changed(place.topic, known.partitions, partitions))
    const places = partitions === 1 ? 0 : await ensure(across, partitions)
    if (known && known.places !== places) throw new Error(changed(across, known.places, places))
    if (!known) await writeSetting(db, key, { partitions, places })
    return { events: place.topic, partitions, across, places }
  } finally {
    await admin.disconnect()
  }
}

const changed = (topic: string, was: number, is: number): string =>
  `topic ${topic} was set up with ${was} partitions and has ${is}: what is kept of a key would no longer lie where its ` +
  `events go. To change the number, send the events into a topic made with it, under empty stores (KAFKA_TOPIC, ` +
  `KAFKA_PARTITIONS, DATABASE_URL, CLICKHOUSE_URL), and change over when that worker has caught up`
