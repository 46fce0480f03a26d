"""Municipalities of the register, organisations of the forum, and the people who speak for them."""

from members.models.expertise import Expertise
from members.models.groups import ExpertGroup, GroupDocument, GroupMeeting, GroupMembership
from members.models.joining import Application, Invitation
from members.models.means import BuildingBlock, LegalForm, StaffClass
from members.models.membership import Membership
from members.models.organisation import Organisation
from members.models.privacy import Consent, DataRequest, Preferences
from members.models.programmes import FundingProgramme, ModelProject, ModelProjectPlace
from members.models.register import Municipality, SizeClass

__all__ = [
    "Application",
    "BuildingBlock",
    "Consent",
    "DataRequest",
    "ExpertGroup",
    "Expertise",
    "FundingProgramme",
    "GroupDocument",
    "GroupMeeting",
    "GroupMembership",
    "Invitation",
    "LegalForm",
    "Membership",
    "ModelProject",
    "ModelProjectPlace",
    "Municipality",
    "Organisation",
    "Preferences",
    "SizeClass",
    "StaffClass",
]
