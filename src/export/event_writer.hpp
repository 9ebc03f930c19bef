#pragma once

#include <string>
#include <string_view>

#include "gateway/event.hpp"

// What an event becomes outside. Plain functions, any thread; each appends one event to `out`.
namespace gateway::exporting {

// One JSON object, as the contract of the HTTP interface has it, without a line end.
void append_json(std::string& out, const event& e);

// The same and a line end.
void append_ndjson(std::string& out, const event& e);

// RFC 4180: seq,time,via,source,local,size,encoding,data. Text that a spreadsheet would take for a
// formula (it begins with = + - @ TAB or CR and is not a plain number) gets a ' in front.
inline constexpr std::string_view csv_header = "seq,time,via,source,local,size,encoding,data\r\n";
void append_csv(std::string& out, const event& e);

// "time source payload", one line, all that is not printable escaped.
void append_text(std::string& out, const event& e);

// A packet record of the classic pcap format with nanosecond timestamps: an IP packet made from
// the event's addresses, with the payload in UDP. Appends nothing for an event that did not come
// by UDP: it never was a packet.
std::string_view pcap_header();
void append_pcap(std::string& out, const event& e);

} // namespace gateway::exporting
