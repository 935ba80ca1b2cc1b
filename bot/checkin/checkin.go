// Package checkin decides which rounds a programme has, and what an answer means.
//
//   - Plan gives the rounds that the playbook and a circle want.
//   - Step decides about one event of a round: it orders prompts, knows when
//     somebody is overdue, and moves the alarms that were born with the round.
//   - Relay decides about one event of a conversation whose person is in a circle:
//     it says the prompt, and reads the answer.
package checkin
