/** Who did what, newest first. */
import { defineStore } from 'pinia'

import { fetchAudit, type AuditEntry, type AuditFilter } from '@/api/audit'

import { makePagedList } from './pagedList'

export const useAudit = defineStore('audit', () => makePagedList<AuditEntry, AuditFilter>({}, fetchAudit))
